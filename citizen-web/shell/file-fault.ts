// What files a citizen may send; the server checks again.
const maxFileBytes = 10 * 1024 * 1024;
export const photoMimes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];
export const acceptedMimes = [...photoMimes, 'application/pdf', 'text/plain'];

export type FileFault = 'tooLarge' | 'wrongType';

/** Why a file cannot be sent, if it cannot. */
export function fileFault(file: File, accepted: readonly string[]): FileFault | null {
  if (!accepted.includes(file.type)) return 'wrongType';
  return file.size > maxFileBytes ? 'tooLarge' : null;
}
