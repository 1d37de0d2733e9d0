import { useQuery } from '@tanstack/react-query';
import { type PhoneBook, phoneBookSchema } from '../../server/desk/contract.ts';
import { passOnTargetsSchema } from '../../server/routing/contract.ts';
import { api } from '../api/client.ts';

const nobody = { colleagues: [], queues: [] };

/** Colleagues who can take a contact now, and the queues that it can be passed on to. */
export function usePassOnTargets(isWanted: boolean) {
  const query = useQuery({
    queryKey: ['routing', 'targets'],
    queryFn: () => api.get('/api/routing/targets', passOnTargetsSchema),
    enabled: isWanted,
    refetchInterval: 10_000,
  });
  return query.data ?? nobody;
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
