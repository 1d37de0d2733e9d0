// Opens what is starred out of a citizen's data, by one press. It is shown here only, and every look is recorded.
import { useMutation } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, Row } from '../../design/index.ts';
import { revealedSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';
import { useFailureToast } from '../api/failure-view.tsx';

/** @param of the path of the ticket or the conversation */
export function Reveal({ of, what }: { of: string; what: 'phone' | 'words' }) {
  const { t } = useTranslation('shell');
  const showFailure = useFailureToast();
  const reveal = useMutation({
    mutationFn: () => api.post(`${of}/reveal`, { what }, revealedSchema),
    onError: showFailure,
  });
  if (!reveal.data) {
    return (
      <Button
        size="small"
        variant="quiet"
        icon={Eye}
        isPending={reveal.isPending}
        onPress={() => reveal.mutate()}
      >
        {t(`reveal.${what}`)}
      </Button>
    );
  }
  return (
    <span role="status">
      <Row wraps gap={1}>
        {reveal.data.items.map(({ kind, value }) =>
          kind === 'telephone' || kind === 'mobile' ? (
            <a key={value} href={`tel:${value}`}>
              {value}
            </a>
          ) : (
            <span key={value}>{value}</span>
          ),
        )}
      </Row>
    </span>
  );
}
