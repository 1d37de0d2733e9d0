import { useTranslation } from 'react-i18next';
import zh from '../i18n/zh/imports.json' with { type: 'json' };

type FieldKey = keyof typeof zh.field;

const isFieldKey = (name: string): name is FieldKey => Object.hasOwn(zh.field, name);

type Served = keyof typeof zh.serves;

const isServed = (name: string): name is Served => Object.hasOwn(zh.serves, name);

/** A cell as it was read, in the reader's words where it holds our codes: whom an item serves. */
export function useCellWords(): (field: string, text: string) => string {
  const { t } = useTranslation('imports');
  return (field, text) =>
    field === 'audiences'
      ? text
          .split(/[^\p{L}_]+/u)
          .map((name) => (isServed(name) ? t(`serves.${name}`) : name))
          .join(t('map.between'))
      : text;
}

/** How one of our fields is called; a column that is none goes by its own name. */
export function useFieldName(): (field: string) => string {
  const { t } = useTranslation('imports');
  return (field) => (isFieldKey(field) ? t(`field.${field}`) : field);
}
