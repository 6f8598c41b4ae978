/** What the subscriber's answer agreed to for one m-line. */
export interface ForwardingTerms {
  readonly mid: string;
  readonly ssrc: number;
  readonly rtxSsrc: number | undefined;
  /** By our codec id. */
  readonly payloadTypes: ReadonlyMap<string, { readonly media: number; readonly rtx: number | undefined }>;
  readonly midExtension: number | undefined;
  /** Then the first extension of each packet has two bytes of room for the transport-wide number. */
  readonly transportCcExtension: number | undefined;
  readonly forwardedExtensions: ReadonlyMap<string, number>;
}

/** Where packets for one m-line go. Called synchronously for each packet. */
export interface ForwarderOutput {
  rtp(header: Buffer, payload: Buffer): void;
  rtcp(packet: Buffer): void;
  /** One packet is to be sent once more. False: it would be too much. */
  mayRepeat(bytes: number): boolean;
}
