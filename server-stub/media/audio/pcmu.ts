/** G.711 mu-law as linear samples (ITU-T G.711 table 2a). */
const linear = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 0x0f) << 3) + 0x84) << ((code >> 4) & 0x07)) - 0x84;
  return (code & 0x80) === 0 ? magnitude : -magnitude;
});

export function decodePcmu(payload: Uint8Array): Int16Array {
  const samples = new Int16Array(payload.length);
  payload.forEach((byte, at) => (samples[at] = linear[byte] ?? 0));
  return samples;
}
