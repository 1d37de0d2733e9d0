/** A WAV file of one channel, 16 bit, of samples between −1 and 1. */
export function wavOf(samples: Float32Array, sampleRate: number): Blob {
  const headerBytes = 44;
  const view = new DataView(new ArrayBuffer(headerBytes + samples.length * 2));
  const word = (at: number, text: string): void => {
    for (let index = 0; index < text.length; index += 1) view.setUint8(at + index, text.charCodeAt(index));
  };
  word(0, 'RIFF');
  view.setUint32(4, view.byteLength - 8, true);
  word(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, index) => {
    view.setInt16(headerBytes + index * 2, Math.max(-1, Math.min(1, sample)) * 32_767, true);
  });
  return new Blob([view.buffer], { type: 'audio/wav' });
}
