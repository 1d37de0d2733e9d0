const absent: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR']);

/**
 * What a look at the disk finds; undefined where there is nothing. That one cannot look (no right, a broken disk) is an
 * error: a backup would leave the file out, and nobody would know.
 */
export async function ifThere<T>(look: Promise<T>): Promise<T | undefined> {
  return look.catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && absent.has(error.code)) return undefined;
    throw error;
  });
}
