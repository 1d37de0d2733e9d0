import twilio from 'twilio';

/** Twilio: the call is not in progress (any more). */
const callIsOver = 21220;
const notFound = 404;

/** Undefined when the call, conference or recording is gone: somebody was faster, or it was done before. */
export async function unlessGone<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    const isGone =
      error instanceof twilio.RestException && (error.status === notFound || error.code === callIsOver);
    if (isGone) return undefined;
    throw error;
  }
}
