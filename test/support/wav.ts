/** A mono 16-bit WAV file of a sine tone at 48 kHz, for Chromium's fake microphone. Loops without a click. */
export function wavTone(frequencyHz: number, seconds = 2): Buffer {
  const rate = 48_000;
  const count = rate * seconds;
  const file = Buffer.alloc(44 + count * 2);
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + count * 2, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36);
  file.writeUInt32LE(count * 2, 40);
  for (let index = 0; index < count; index += 1) {
    const sample = 0.5 * Math.sin((2 * Math.PI * frequencyHz * index) / rate);
    file.writeInt16LE(Math.round(sample * 32_767), 44 + index * 2);
  }
  return file;
}
