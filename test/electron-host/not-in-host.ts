/** Members that Node, Playwright and inspectors ask every object for. They are simply absent. */
const harmlessProbes = new Set([
  ...["then", "toJSON", "inspect", "constructor", "prototype", "__esModule", "default", "domain"],
  ...["nodeType", "asymmetricMatch", "$$typeof", "length", "name", "__proto__"],
]);

/**
 * Makes reading a member that this object does not have throw, so that a test fails at the line which uses an
 * Electron feature the host lacks, instead of later at an undefined value.
 */
export function guarded<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key, receiver): unknown {
      if (typeof key === "string" && !(key in object) && !harmlessProbes.has(key) && !key.startsWith("_"))
        throw new Error(`electron-host: ${name}.${key} is not in this host`);
      return Reflect.get(object, key, receiver);
    },
  });
}

/** Base class of guarded objects: private fields of derived classes live on the guard itself, so both work. */
export class Guarded {
  constructor(name: string | null) {
    if (name !== null) return guarded(name, this);
  }
}
