// The knowledge of the centre: to find and to read for all, to write for editors, to publish for reviewers.
import './knowledge.css';
import { BookOpenText, Database, Plus } from 'lucide-react';
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
import { ResourceList, ResourceReader } from './resources.tsx';

/** What those who write and review look at; everybody else sees what is in force. */
const workStatuses: readonly ArticleStatus[] = ['published', 'draft', 'review', 'expiring', 'withdrawn'];
const readStatuses: readonly ArticleStatus[] = ['published'];

/** The tab beside those of articles, and its part of the address. */
const resources = 'resources';

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
  const isResources = segment === resources;
  const code = isResources && mode ? decodeURIComponent(mode) : null;
  const id = isNew || isResources || !segment ? null : segment;
  const open = (article: string): void => navigate(`/knowledge/${article}`);
  const openResource = (one: string): void => navigate(`/knowledge/${resources}/${encodeURIComponent(one)}`);
  const openResources = (): void => navigate(`/knowledge/${resources}`);
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
    { id: 'knowledge.resources', labelKey: 'knowledge:catalogue.resources', run: openResources },
  ]);
  const select = { selected: id, onSelect: open };
  const main = () => {
    if (code) return <ResourceReader key={code} code={code} onBack={openResources} />;
    if (isResources)
      return <EmptyState icon={Database} title={t('catalogue.pick')} description={t('catalogue.pickNote')} />;
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
      narrowShows={id || isNew || code ? 'main' : 'side'}
      side={
        <div className="knowledge-side">
          <div className="knowledge-search">
            <SearchField
              label={t('search')}
              placeholder={t(isResources ? 'catalogue.searchPlaceholder' : 'searchPlaceholder')}
              value={words}
              onChange={setWords}
              inputRef={search}
            />
            <ActionButton id="knowledge.new" icon={Plus} isIconOnly />
          </div>
          {asked && !isResources ? (
            <Hits words={asked} {...select} />
          ) : (
            <Tabs
              label={t('statuses')}
              className="knowledge-lists"
              selected={isResources ? resources : status}
              onSelect={(next) => {
                if (next === resources) {
                  openResources();
                  return;
                }
                if (isResources) navigate('/knowledge');
                const known = articleStatusSchema.safeParse(next);
                if (known.success) setStatus(known.data);
              }}
              items={[
                ...statuses.map((each) => ({
                  id: each,
                  label: t(`status.${each}`),
                  content: <Articles status={each} {...select} />,
                })),
                {
                  id: resources,
                  label: t('catalogue.resources'),
                  content: <ResourceList words={asked} selected={code} onSelect={openResource} />,
                },
              ]}
            />
          )}
        </div>
      }
      main={main()}
    />
  );
}
