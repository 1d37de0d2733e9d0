// What went wrong between a provider and us, as one of our codes.
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { AppError } from '../platform/errors.ts';
import { ForbiddenAddress } from '../platform/outward.ts';
import type { ProviderFault } from './contract.ts';

/** Codes of the library: what each says of the provider's word. */
const faultOfCode: Readonly<Record<string, ProviderFault>> = {
  OAUTH_TIMEOUT: 'too_slow',
  OAUTH_ABORT: 'too_slow',
  OAUTH_PARSE_ERROR: 'malformed',
  OAUTH_RESPONSE_IS_NOT_JSON: 'malformed',
  OAUTH_RESPONSE_IS_NOT_CONFORM: 'malformed',
  OAUTH_INVALID_SERVER_METADATA: 'malformed',
  OAUTH_MISSING_SERVER_METADATA: 'no_endpoint',
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'clock',
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: 'token',
  OAUTH_INVALID_RESPONSE: 'token',
  OAUTH_KEY_SELECTION_FAILED: 'signature',
  OAUTH_UNSUPPORTED_OPERATION: 'signature',
};

/** Errors of the network come wrapped. */
function* chainOf(error: unknown): Generator<Error> {
  let next = error;
  for (let depth = 0; next instanceof Error && depth < 6; depth += 1) {
    yield next;
    next = next.cause;
  }
}

export function faultOf(error: unknown): ProviderFault {
  const chain = [...chainOf(error)];
  if (chain.some((one) => one instanceof ForbiddenAddress)) return 'address_forbidden';
  if (chain.some(({ name }) => name === 'AbortError' || name === 'TimeoutError')) return 'too_slow';
  for (const one of chain) {
    if (one instanceof AuthorizationResponseError) return 'denied';
    if (one instanceof ResponseBodyError)
      return ['invalid_client', 'unauthorized_client'].includes(one.error)
        ? 'client_unknown'
        : 'code_refused';
    if (one instanceof ClientError && one.code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED')
      return 'issuer_differs';
    if (one instanceof ClientError && one.code !== undefined) {
      const isSignature = chain.some(({ message }) => /signature/i.test(message));
      return isSignature ? 'signature' : (faultOfCode[one.code] ?? 'token');
    }
  }
  return 'unreachable';
}

const away: readonly ProviderFault[] = [
  'address_forbidden',
  'too_slow',
  'unreachable',
  'malformed',
  'issuer_differs',
  'no_endpoint',
];

/** What somebody at the door is told: the provider is not there, or does not say who they are. */
export function refusalOf(error: unknown): AppError {
  const fault = faultOf(error);
  return new AppError(away.includes(fault) ? 'provider_away' : 'provider_refused', { fault });
}
