// Erasing at a citizen's wish as the console knows it. What was found is not kept: it is asked for anew each time.
import { useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import { type eraseSchema, erasureDoneSchema, erasureFoundSchema } from '../../server/erasure/contract.ts';
import { api } from '../api/client.ts';

export const useLookUp = () =>
  useMutation({
    mutationFn: (phone: string) => api.post('/api/erasure/look-up', { phone }, erasureFoundSchema),
  });

export const useErase = () =>
  useMutation({
    mutationFn: (wish: z.input<typeof eraseSchema>) => api.post('/api/erasure', wish, erasureDoneSchema),
  });
