// An article's files: to read for its readers, to add and to take away while it is written.
import { Paperclip, X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, FileLinks, IconButton, Row, Stack } from '../../design/index.ts';
import type { ArticleFileView } from '../../server/knowledge/contract.ts';
import { useAddArticleFile } from './knowledge-data.ts';

const linked = (articleId: string) => (file: ArticleFileView) => ({
  ...file,
  href: `/api/knowledge/articles/${articleId}/files/${file.id}`,
});

export function ArticleFiles({ articleId, files }: { articleId: string; files: readonly ArticleFileView[] }) {
  const { t } = useTranslation('knowledge');
  if (files.length === 0) return null;
  return <FileLinks label={t('field.files')} files={files.map(linked(articleId))} />;
}

/** @param articleId null while the article is not yet saved: its files can be opened then */
export function FilesField({
  articleId,
  files,
  onChange,
}: {
  articleId: string | null;
  files: readonly ArticleFileView[];
  onChange: (change: (files: readonly ArticleFileView[]) => ArticleFileView[]) => void;
}) {
  const { t } = useTranslation('knowledge');
  const add = useAddArticleFile();
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <section>
      <Stack gap={2}>
        <h3 className="oc-small oc-strong">{t('field.files')}</h3>
        <FileLinks
          label={t('field.files')}
          files={articleId ? files.map(linked(articleId)) : files}
          aside={({ id, name }) => (
            <IconButton
              size="small"
              icon={X}
              label={t('file.remove', { name })}
              onPress={() => onChange((present) => present.filter((file) => file.id !== id))}
            />
          )}
        />
        <Row wraps gap={3}>
          <Button
            size="small"
            icon={Paperclip}
            isPending={add.isPending}
            onPress={() => chooser.current?.click()}
          >
            {t('file.add')}
          </Button>
          <span className="oc-small oc-quiet">{t('file.note')}</span>
          <input
            ref={chooser}
            type="file"
            hidden
            aria-label={t('file.add')}
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file)
                add.mutate(file, { onSuccess: (taken) => onChange((present) => [...present, taken]) });
              event.target.value = '';
            }}
          />
        </Row>
      </Stack>
    </section>
  );
}
