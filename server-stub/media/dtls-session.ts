import { DtlsClient, RTCDtlsTransport } from "werift";
import { FinishedRecord } from "./finished-record.ts";
import { srtpProfiles, type SrtpMaster, type SrtpProfileName } from "./srtp-key-derivation.ts";

/** The engine's DTLS identity: one self-signed ECDSA certificate for the process. */
export interface DtlsIdentity {
  readonly fingerprint: string;
  readonly certificate: Awaited<ReturnType<typeof RTCDtlsTransport.SetupCertificate>>;
}

export async function createDtlsIdentity(): Promise<DtlsIdentity> {
  const certificate = await RTCDtlsTransport.SetupCertificate();
  const fingerprint = certificate.getFingerprints()[0]?.value ?? "";
  return { fingerprint: fingerprint.toUpperCase(), certificate };
}

export interface DtlsEvents {
  connected(): void;
  data(data: Buffer): void;
  /** The handshake failed, or the client has sent an alert. */
  ended(reason: string): void;
}

/** The DTLS client of one transport (RFC 5764). */
export class DtlsSession {
  readonly #client: DtlsClient;
  readonly #port: { onData: (data: Buffer) => void; closed: boolean };

  constructor(identity: DtlsIdentity, send: (data: Buffer) => void, events: DtlsEvents) {
    const port = {
      type: "ice",
      address: {},
      closed: false,
      onData: (): void => undefined,
      send: async (data: Buffer) => Promise.resolve(send(finished.numbered(data))),
      close: async () => Promise.resolve(),
    };
    this.#port = port;
    this.#client = new DtlsClient({
      cert: identity.certificate.certPem,
      key: identity.certificate.privateKey,
      ...(identity.certificate.signatureHash === undefined
        ? {}
        : { signatureHash: identity.certificate.signatureHash }),
      // DtlsSocket uses of its transport only what is given here.
      transport: port as unknown as DtlsClient["options"]["transport"],
      srtpProfiles: [srtpProfiles["aead-aes-128-gcm"].id, srtpProfiles["aes-128-cm-hmac-sha1-80"].id],
      extendedMasterSecret: true,
    });
    const finished = new FinishedRecord(this.#client);
    this.#client.onConnect.once(() => events.connected());
    this.#client.onData.subscribe((data) => events.data(data));
    this.#client.onError.subscribe((error) => events.ended(String(error)));
    this.#client.onClose.subscribe(() => events.ended("alert"));
  }

  /** Starts the handshake; flights are repeated for about 30 s. Rejects when they ran out. */
  async connect(): Promise<void> {
    await this.#client.connect();
  }

  receive(data: Buffer): void {
    this.#port.onData(data);
  }

  async send(data: Buffer): Promise<void> {
    await this.#client.send(data);
  }

  /** The client's certificate as DER, once connected. */
  get remoteCertificate(): Buffer | undefined {
    return this.#client.remoteCertificate;
  }

  /** Both directions' SRTP master keys, or undefined when the client does not do SRTP. */
  exportSrtpMasters(): { local: SrtpMaster; remote: SrtpMaster } | undefined {
    const id = Number(this.#client.srtp.srtpProfile);
    const names = Object.keys(srtpProfiles) as SrtpProfileName[];
    const profile = names.find((name) => srtpProfiles[name].id === id);
    if (profile === undefined) return undefined;
    const { keyBytes, saltBytes } = srtpProfiles[profile];
    // werift types these four as any; they are Buffers of the lengths asked for.
    const keys = this.#client.extractSessionKeys(keyBytes, saltBytes) as Record<
      "localKey" | "localSalt" | "remoteKey" | "remoteSalt",
      Buffer
    >;
    return {
      local: { profile, key: Buffer.from(keys.localKey), salt: Buffer.from(keys.localSalt) },
      remote: { profile, key: Buffer.from(keys.remoteKey), salt: Buffer.from(keys.remoteSalt) },
    };
  }

  /** Ends flight repetition at its next turn; werift offers no other way to stop it. */
  close(): void {
    this.#client.dtls.flight = Number.MAX_SAFE_INTEGER;
    this.#port.closed = true;
  }
}
