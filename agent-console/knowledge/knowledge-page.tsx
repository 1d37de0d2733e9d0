// The knowledge of the centre: to find and to read for all, to write for editors, to publish for reviewers.
import './knowledge.css';
import { BookOpenText, Plus } from 'lucide-react';
import { useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { EmptyState, SearchField, SplitPane, Tabs } from '../../design/index.ts';
import { articleStatusSchema } from '../../server/knowledge/contract.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { useUser } from '../session/session.ts';
import { ArticleForm } from './article-form.tsx';
import { Articles, Hits } from './article-list.tsx';
import { ArticleReader } from './article-reader.tsx';
import type { ArticleStatus } from './knowledge-data.ts';

/** What those who write and review look at; everybody else sees what is in force. */
const workStatuses: readonly ArticleStatus[] = ['published', 'draft', 'review', 'expiring', 'withdrawn'];
const readStatuses: readonly ArticleStatus[] = ['published'];

export default function KnowledgePage() {
  const { t } = useTranslation('knowledge');
  const [location, navigate] = useLocation();
  const { roles } = useUser();
  const [words, setWords] = useState('');
  const asked = useDeferredValue(words.trim());
  const [status, setStatus] = useState<ArticleStatus>('published');
  const search = useRef<HTMLInputElement>(null);
  const works = may(roles, 'knowledge.edit') || may(roles, 'knowledge.review');
  const statuses = works ? workStatuses : readStatuses;
  const [, , segment, mode] = location.split('/');
  const isNew = segment === 'new';
  const id = isNew || !segment ? null : segment;
  const open = (article: string): void => navigate(`/knowledge/${article}`);
  useActions([
    {
      id: 'knowledge.search',
      labelKey: 'knowledge:search',
      shortcut: '/',
      run: () => search.current?.focus(),
    },
    {
      id: 'knowledge.new',
      labelKey: 'knowledge:new',
      shortcut: 'n',
      permission: 'knowledge.edit',
      run: () => navigate('/knowledge/new'),
    },
  ]);
  const select = { selected: id, onSelect: open };
  const main = () => {
    if (isNew || (id && mode === 'edit')) {
      const leave = (): void => navigate(id ? `/knowledge/${id}` : '/knowledge');
      return <ArticleForm key={id ?? 'new'} id={id} onDone={open} onCancel={leave} />;
    }
    if (!id) return <EmptyState icon={BookOpenText} title={t('pick')} description={t('pickNote')} />;
    return (
      <ArticleReader
        key={id}
        id={id}
        asked={asked}
        onBack={() => navigate('/knowledge')}
        onEdit={() => navigate(`/knowledge/${id}/edit`)}
      />
    );
  };
  return (
    <SplitPane
      storageKey="knowledge"
      initial={400}
      narrowShows={id || isNew ? 'main' : 'side'}
      side={
        <div className="knowledge-side">
          <div className="knowledge-search">
            <SearchField
              label={t('search')}
              placeholder={t('searchPlaceholder')}
              value={words}
              onChange={setWords}
              inputRef={search}
            />
            <ActionButton id="knowledge.new" icon={Plus} isIconOnly />
          </div>
          {asked ? (
            <Hits words={asked} {...select} />
          ) : (
            <Tabs
              label={t('statuses')}
              className="knowledge-lists"
              selected={status}
              onSelect={(next) => {
                const known = articleStatusSchema.safeParse(next);
                if (known.success) setStatus(known.data);
              }}
              items={statuses.map((each) => ({
                id: each,
                label: t(`status.${each}`),
                content: <Articles status={each} {...select} />,
              }))}
            />
          )}
        </div>
      }
      main={main()}
    />
  );
}
