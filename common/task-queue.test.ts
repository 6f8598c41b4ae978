import { describe, expect, it } from "vitest";
import { TaskQueue } from "./task-queue.ts";

function withGate(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve: () => resolve() };
}

describe("TaskQueue", () => {
  it("starts a task only when the one before has ended", async () => {
    const queue = new TaskQueue();
    const gate = withGate();
    const order: string[] = [];
    void queue.run(async () => {
      order.push("first starts");
      await gate.promise;
      order.push("first ends");
    });
    const second = queue.run(() => Promise.resolve(order.push("second starts")));
    await Promise.resolve();
    expect(order).toEqual(["first starts"]);
    gate.resolve();
    await second;
    expect(order).toEqual(["first starts", "first ends", "second starts"]);
  });

  it("goes on after a task that failed, and tells its caller", async () => {
    const queue = new TaskQueue();
    const failing = queue.run(() => Promise.reject(new Error("broken")));
    const next = queue.run(() => Promise.resolve("done"));
    await expect(failing).rejects.toThrow("broken");
    await expect(next).resolves.toBe("done");
  });

  it("is idle when every task given so far has ended, failed ones too", async () => {
    const queue = new TaskQueue();
    let done = false;
    queue.run(() => Promise.reject(new Error("broken"))).catch(() => undefined);
    void queue.run(async () => {
      await Promise.resolve();
      done = true;
    });
    await queue.idle();
    expect(done).toBe(true);
  });
});
