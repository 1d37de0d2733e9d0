import { useTranslation } from 'react-i18next';
import zh from '../i18n/zh/imports.json' with { type: 'json' };

type FieldKey = keyof typeof zh.field;

const isFieldKey = (name: string): name is FieldKey => Object.hasOwn(zh.field, name);

/** How one of our fields is called; a column that is none goes by its own name. */
export function useFieldName(): (field: string) => string {
  const { t } = useTranslation('imports');
  return (field) => (isFieldKey(field) ? t(`field.${field}`) : field);
}
