/** The longest message that we take or send; said in descriptions as `a=max-message-size` (RFC 8841 section 6.1). */
export const maxMessageBytes = 65_536;

/** One message of a data channel, as it travels. Never changed: all subscribers share its bytes. */
export interface DataMessage {
  readonly text: boolean;
  readonly data: Buffer;
}
