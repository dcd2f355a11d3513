// Recordings of the simulated network: what a caller leaves on a voicemail. The same input gives the
// same bytes.

const samplesPerSecond = 8000

/**
 * A recording of whole seconds that sounds like somebody humming in syllables: 8,000 samples of 8 bits
 * a second, one channel, as telephones have it. `pitch` in hertz tells voices apart.
 */
export function wavOfVoice(seconds: number, pitch: number): Uint8Array {
  const count = seconds * samplesPerSecond
  const file = Buffer.alloc(44 + count)
  file.write('RIFF', 0, 'latin1')
  file.writeUInt32LE(36 + count, 4)
  file.write('WAVEfmt ', 8, 'latin1')
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20) // PCM
  file.writeUInt16LE(1, 22) // one channel
  file.writeUInt32LE(samplesPerSecond, 24)
  file.writeUInt32LE(samplesPerSecond, 28) // bytes a second
  file.writeUInt16LE(1, 32)
  file.writeUInt16LE(8, 34)
  file.write('data', 36, 'latin1')
  file.writeUInt32LE(count, 40)
  for (let index = 0; index < count; index += 1) {
    const turn = (2 * Math.PI * index) / samplesPerSecond
    const syllable = Math.max(0, Math.sin(turn * 1.7)) * (index < count - 800 ? 1 : 0)
    const voice = Math.sin(turn * pitch) + Math.sin(turn * pitch * 3) / 2
    file[44 + index] = 128 + Math.round(60 * syllable * voice)
  }
  return file
}
