import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { byName, useLang } from '../../design/index.ts';
import { type PhoneBook, phoneBookSchema } from '../../server/desk/contract.ts';
import { passOnTargetsSchema } from '../../server/routing/contract.ts';
import { api } from '../api/client.ts';

const nobody: z.infer<typeof passOnTargetsSchema> = { colleagues: [], queues: [] };

/** Colleagues who can take a contact now, by name, and the queues that it can be passed on to. */
export function usePassOnTargets(isWanted: boolean) {
  const lang = useLang();
  const query = useQuery({
    queryKey: ['routing', 'targets'],
    queryFn: () => api.get('/api/routing/targets', passOnTargetsSchema),
    enabled: isWanted,
    refetchInterval: 10_000,
  });
  const { colleagues, queues } = query.data ?? nobody;
  return { colleagues: colleagues.toSorted(byName(lang)), queues };
}

const noBook: PhoneBook = { entries: [], departments: [] };

/** Numbers outside: emergencies, public services, departments. */
export function usePhoneBook(): PhoneBook {
  const query = useQuery({
    queryKey: ['phone-book'],
    queryFn: () => api.get('/api/desk/phone-book', phoneBookSchema),
    staleTime: 3_600_000,
  });
  return query.data ?? noBook;
}

/** Who a number belongs to, as the phone book says; undefined for a stranger's. */
export function nameInBook(book: PhoneBook, number: string): { zh: string; en: string } | undefined {
  return [...book.entries, ...book.departments].find((entry) => entry.number === number)?.name;
}
