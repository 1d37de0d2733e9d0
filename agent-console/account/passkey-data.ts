// Passkeys as the console knows them: what the browser makes and proves goes to the server and nowhere else.
import { startRegistration, WebAuthnError } from '@simplewebauthn/browser';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { passkeysSchema, passkeyToMakeSchema } from '../../server/admin/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';

const passkeysKey = ['account', 'passkeys'] as const;

export function usePasskeys() {
  return useQuery({
    queryKey: passkeysKey,
    queryFn: () => api.get('/api/account/passkeys', passkeysSchema),
    staleTime: 0,
  });
}

/** Whether this page stands where passkeys work: they are bound to one address. */
export const worksAt = (origin: string): boolean =>
  window.location.origin === origin && 'PublicKeyCredential' in window;

/** Whether the person closed the browser's dialog or let it run out: nothing went wrong then. */
export const wasLeft = (error: unknown): boolean =>
  (error instanceof WebAuthnError && error.code === 'ERROR_CEREMONY_ABORTED') ||
  (error instanceof Error && (error.name === 'NotAllowedError' || error.name === 'AbortError'));

export function useMakePasskey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ password, name }: { password: string; name: string }) => {
      const optionsJSON = await api.post('/api/account/passkeys/begin', { password }, passkeyToMakeSchema);
      const made = await startRegistration({ optionsJSON });
      return api.post('/api/account/passkeys', { name, made }, okSchema);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['account'] }),
  });
}

export function useRenamePasskey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) =>
      api.put(`/api/account/passkeys/${id}`, { name }, okSchema),
    onSuccess: () => client.invalidateQueries({ queryKey: passkeysKey }),
  });
}

export function useRemovePasskey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, password }: { id: string; password: string }) =>
      api.post(`/api/account/passkeys/${id}/remove`, { password }, okSchema),
    onSuccess: () => client.invalidateQueries({ queryKey: passkeysKey }),
  });
}
