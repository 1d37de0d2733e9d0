// What a new city still lacks, in the order in which it is brought in; and the way there from lists that are empty.
import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { Button, EmptyState, Row, Stack, StatusDot } from '../../design/index.ts';
import type { SetUp } from '../../server/imports/lists/contract.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { useUser } from '../session/session.ts';

const packCommand = 'npm run pack:apply -- prisma/packs/shenzhen';

const isSetUp = ({ emptyLists, hasAgents, hasArticles }: SetUp): boolean =>
  emptyLists.length === 0 && hasAgents && hasArticles;

/** The steps of a first day; nothing once all are done. */
export function SetUpSteps({ setUp }: { setUp: SetUp }) {
  const { t } = useTranslation('exchange');
  const heading = useId();
  if (isSetUp(setUp)) return null;
  const { emptyLists, hasAgents, hasArticles } = setUp;
  const steps: { id: 'lists' | 'staff' | 'articles' | 'lines' | 'try'; isDone?: boolean; way?: ReactNode }[] =
    [
      { id: 'lists', isDone: emptyLists.length === 0 },
      { id: 'staff', isDone: hasAgents, way: <Link href="/admin">{t('setUp.staffWay')}</Link> },
      {
        id: 'articles',
        isDone: hasArticles,
        way: <Link href="/editing/imports">{t('setUp.articlesWay')}</Link>,
      },
      { id: 'lines', way: <Link href="/operations">{t('setUp.linesWay')}</Link> },
      { id: 'try' },
    ];
  return (
    <section className="set-up" aria-labelledby={heading}>
      <h2 id={heading}>{t('setUp.title')}</h2>
      <ol>
        {steps.map(({ id, isDone, way }) => (
          <li key={id}>
            <Stack gap={0}>
              <Row gap={2}>
                <strong>{t(`setUp.step.${id}`)}</strong>
                {isDone !== undefined && (
                  <StatusDot
                    tone={isDone ? 'ok' : 'neutral'}
                    label={t(isDone ? 'setUp.done' : 'setUp.open')}
                  />
                )}
              </Row>
              <span className="oc-small oc-quiet">
                {t(`setUp.note.${id}`)} {way}
              </span>
              {id === 'lists' && <code className="oc-small">{packCommand}</code>}
            </Stack>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** An empty list of the city: who can fill it is led to where that is done. */
export function NothingSetUp({ icon, title }: { icon: LucideIcon; title: string }) {
  const { t } = useTranslation('exchange');
  const { roles } = useUser();
  const [, navigate] = useLocation();
  if (!may(roles, 'lists.edit'))
    return <EmptyState icon={icon} title={title} description={t('setUp.byOthers')} />;
  return (
    <EmptyState
      icon={icon}
      title={title}
      description={t('setUp.here')}
      action={<Button onPress={() => navigate('/exchange')}>{t('setUp.title')}</Button>}
    />
  );
}
