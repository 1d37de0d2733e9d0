// Which departments are rated, and on which points: every department is asked about on each.
import { Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, ComboBox, IconButton, Row, Stack, TextField, useLang } from '../../design/index.ts';
import type { Question } from '../../server/participation/contract.ts';
import { useLists } from '../desk/desk-data.ts';

interface Point {
  id: string;
  nameZh: string;
  nameEn: string;
}
type Department = NonNullable<Question['group']>;

/** The departments and points of some questions, each once, in their order. */
function partsOf(questions: readonly Question[]): { departments: Department[]; points: Point[] } {
  const departments = new Map<string, Department>();
  const points = new Map<string, Point>();
  for (const { id, nameZh, nameEn, group } of questions) {
    if (!group) continue;
    departments.set(group.code, group);
    const point = id.slice(group.code.length + 1);
    points.set(point, { id: point, nameZh, nameEn });
  }
  return { departments: [...departments.values()], points: [...points.values()] };
}

const questionsOf = (departments: readonly Department[], points: readonly Point[]): Question[] =>
  departments.flatMap((group) =>
    points.map(({ id, nameZh, nameEn }) => ({
      id: `${group.code}-${id}`,
      type: 'scale' as const,
      isRequired: false,
      nameZh,
      nameEn,
      options: [],
      group,
    })),
  );

export function Rated({
  questions,
  onChange,
}: {
  questions: readonly Question[];
  onChange: (questions: Question[]) => void;
}) {
  const { t } = useTranslation('participating');
  const lang = useLang();
  const lists = useLists().data?.departments ?? [];
  const { departments, points } = partsOf(questions);
  // The first department brings the first point; without either there is nothing to ask.
  const asked = points.length > 0 ? points : [{ id: 'p1', nameZh: '', nameEn: '' }];
  const put = (nextDepartments: readonly Department[], nextPoints: readonly Point[] = asked): void =>
    onChange(questionsOf(nextDepartments, nextPoints));
  const changePoint = (id: string, part: Partial<Point>): void =>
    put(
      departments,
      asked.map((point) => (point.id === id ? { ...point, ...part } : point)),
    );
  const free = lists.filter(({ code }) => !departments.some((one) => one.code === code));
  return (
    <Stack gap={3}>
      <h2 className="oc-title">{t('rated')}</h2>
      {departments.map((department) => (
        <Row key={department.code} gap={2}>
          <span>{lang === 'en' ? department.nameEn : department.nameZh}</span>
          <IconButton
            icon={Trash2}
            label={t('removeRated', { name: lang === 'en' ? department.nameEn : department.nameZh })}
            onPress={() => put(departments.filter(({ code }) => code !== department.code))}
          />
        </Row>
      ))}
      <ComboBox
        label={t('addRated')}
        options={free.map(({ code, name }) => ({ id: code, label: name[lang] }))}
        value={null}
        onChange={(code) => {
          const added = free.find((one) => one.code === code);
          if (added)
            put([...departments, { code: added.code, nameZh: added.name.zh, nameEn: added.name.en }]);
        }}
      />
      {departments.length > 0 && (
        <>
          <h2 className="oc-title">{t('points')}</h2>
          {asked.map((point) => (
            <Row key={point.id} gap={2} wraps>
              <TextField
                label={t('questionZh')}
                value={point.nameZh}
                onChange={(nameZh) => changePoint(point.id, { nameZh })}
              />
              <TextField
                label={t('questionEn')}
                value={point.nameEn}
                onChange={(nameEn) => changePoint(point.id, { nameEn })}
              />
              {asked.length > 1 && (
                <IconButton
                  icon={Trash2}
                  label={t('removeQuestion')}
                  onPress={() =>
                    put(
                      departments,
                      asked.filter(({ id }) => id !== point.id),
                    )
                  }
                />
              )}
            </Row>
          ))}
          <Button
            size="small"
            icon={Plus}
            onPress={() => {
              const last = Math.max(0, ...asked.map(({ id }) => Number(/^p(\d+)$/.exec(id)?.[1] ?? 0)));
              put(departments, [...asked, { id: `p${last + 1}`, nameZh: '', nameEn: '' }]);
            }}
          >
            {t('addQuestion')}
          </Button>
        </>
      )}
    </Stack>
  );
}
