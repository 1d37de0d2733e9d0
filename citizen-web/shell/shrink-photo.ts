// Photos made small before they travel, so that an old telephone on a slow line can send them. What is sent is drawn anew:
// turned as the camera was held, and without what the camera wrote down, such as where it was.
import { photoMimes } from './file-fault.ts';

/** Pixels: a house number can still be read. */
const longestSide = 2_048;
const quality = 0.85;
/** A GIF may move. */
const redrawn = photoMimes.filter((mime) => mime !== 'image/gif');
const endings = { 'image/jpeg': '.jpg', 'image/png': '.png' } as const;

async function pictureOf(photo: File): Promise<HTMLImageElement> {
  const picture = new Image();
  const url = URL.createObjectURL(photo);
  try {
    picture.src = url;
    await picture.decode();
    return picture;
  } finally {
    URL.revokeObjectURL(url);
  }
}

function drawn(picture: HTMLImageElement, mime: keyof typeof endings): Promise<Blob | null> {
  const share = Math.min(1, longestSide / Math.max(picture.naturalWidth, picture.naturalHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.naturalWidth * share));
  canvas.height = Math.max(1, Math.round(picture.naturalHeight * share));
  const context = canvas.getContext('2d', { alpha: mime === 'image/png' });
  if (!context) return Promise.resolve(null);
  if (mime === 'image/jpeg') {
    context.fillStyle = 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, mime, quality));
}

/**
 * The photo drawn anew, its longest side 2048 pixels at most; a small PNG, which is a screenshot with words on it, stays one.
 * What is no photo, moves, or cannot be read by this browser comes back as it is.
 */
export async function shrinkPhoto(photo: File): Promise<File> {
  if (!redrawn.includes(photo.type)) return photo;
  try {
    const picture = await pictureOf(photo);
    const isLarge = Math.max(picture.naturalWidth, picture.naturalHeight) > longestSide;
    const mime = photo.type === 'image/png' && !isLarge ? 'image/png' : 'image/jpeg';
    const small = await drawn(picture, mime);
    if (!small || small.type !== mime) return photo;
    const name = photo.type === mime ? photo.name : photo.name.replace(/\.\w+$/, '') + endings[mime];
    return new File([small], name, { type: mime, lastModified: photo.lastModified });
  } catch {
    return photo;
  }
}
