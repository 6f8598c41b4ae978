/** RTP header extensions, one-byte and two-byte form (RFC 8285 sections 4.2 and 4.3). */

const oneByteProfile = 0xbede;
const twoByteProfile = 0x1000;

export interface ExtensionElement {
  readonly id: number;
  readonly data: Buffer;
}

/** The data of extension `id`, as a view into `packet`, or undefined when the packet does not carry it. */
export function findExtension(packet: Buffer, id: number): Buffer | undefined {
  const first = packet.readUInt8(0);
  if ((first & 0x10) === 0) return undefined;
  const block = 12 + 4 * (first & 0x0f);
  if (packet.length < block + 4) return undefined;
  const profile = packet.readUInt16BE(block);
  const end = block + 4 + 4 * packet.readUInt16BE(block + 2);
  if (packet.length < end) return undefined;
  if (profile === oneByteProfile) return findOneByte(packet.subarray(block + 4, end), id);
  if ((profile & 0xfff0) === twoByteProfile) return findTwoByte(packet.subarray(block + 4, end), id);
  return undefined;
}

function findOneByte(block: Buffer, id: number): Buffer | undefined {
  for (let at = 0; at < block.length;) {
    const head = block.readUInt8(at);
    if (head === 0) {
      at += 1;
      continue;
    }
    const found = head >> 4;
    // RFC 8285 section 4.2: id 15 means stop, whatever follows.
    if (found === 15) return undefined;
    const end = at + 2 + (head & 0x0f);
    if (end > block.length) return undefined;
    if (found === id) return block.subarray(at + 1, end);
    at = end;
  }
  return undefined;
}

function findTwoByte(block: Buffer, id: number): Buffer | undefined {
  for (let at = 0; at + 1 < block.length;) {
    const found = block.readUInt8(at);
    if (found === 0) {
      at += 1;
      continue;
    }
    const end = at + 2 + block.readUInt8(at + 1);
    if (end > block.length) return undefined;
    if (found === id) return block.subarray(at + 2, end);
    at = end;
  }
  return undefined;
}

/**
 * The extension block of a header, empty for no elements. One-byte form when ids (1 to 14) and lengths (1 to 16)
 * allow, else two-byte form; ids above 255 or data above 255 bytes are a caller's bug and throw.
 */
export function buildExtensionBlock(elements: readonly ExtensionElement[]): Buffer {
  if (elements.length === 0) return Buffer.alloc(0);
  const oneByte = elements.every(({ id, data }) => id <= 14 && data.length >= 1 && data.length <= 16);
  const headBytes = oneByte ? 1 : 2;
  const bytes = elements.reduce((sum, { data }) => sum + headBytes + data.length, 0);
  const block = Buffer.alloc(4 + 4 * Math.ceil(bytes / 4));
  block.writeUInt16BE(oneByte ? oneByteProfile : twoByteProfile, 0);
  block.writeUInt16BE((block.length - 4) / 4, 2);
  let at = 4;
  for (const { id, data } of elements) {
    if (oneByte) block.writeUInt8((id << 4) | (data.length - 1), at);
    else {
      block.writeUInt8(id, at);
      block.writeUInt8(data.length, at + 1);
    }
    data.copy(block, at + headBytes);
    at += headBytes + data.length;
  }
  return block;
}
