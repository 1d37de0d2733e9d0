import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, ComboBox, type Option, Row, Stack } from '../../design/index.ts';

/** Several of many: each choice joins a row of names, and leaves it again with one press. */
export function PickMany({
  label,
  description,
  error,
  options,
  values,
  onChange,
}: {
  label: string;
  description?: string;
  error?: string | undefined;
  options: readonly Option[];
  values: readonly string[];
  onChange: (values: string[]) => void;
}) {
  const { t } = useTranslation('tickets');
  const chosen = values.flatMap((id) => options.find((option) => option.id === id) ?? []);
  return (
    <Stack gap={1}>
      <ComboBox
        key={values.join()}
        label={label}
        {...(description && { description })}
        error={error}
        options={options.filter(({ id }) => !values.includes(id))}
        value={null}
        onChange={(id) => id !== null && onChange([...values, id])}
      />
      {chosen.length > 0 && (
        <Row wraps gap={1}>
          {chosen.map((option) => (
            <Button
              key={option.id}
              size="small"
              icon={X}
              aria-label={t('pick.remove', { name: option.label })}
              onPress={() => onChange(values.filter((id) => id !== option.id))}
            >
              {option.label}
            </Button>
          ))}
        </Row>
      )}
    </Stack>
  );
}
