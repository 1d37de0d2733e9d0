import type { LucideIcon } from 'lucide-react';
import { Button, type ButtonSize, type ButtonVariant, IconButton, Tooltip } from '../../design/index.ts';
import { useActionLabel } from './label.ts';
import { isAllowed, useActionList } from './registry.ts';

/** The button of a registered action: its words, its shortcut, its state. Nothing where the person may not. */
export function ActionButton({
  id,
  icon,
  variant,
  size,
  isIconOnly,
  text,
  isPending = false,
}: {
  id: string;
  icon?: LucideIcon;
  variant?: ButtonVariant;
  size?: ButtonSize;
  isIconOnly?: boolean;
  /** Stands on the button instead of the label, which is then its name. */
  text?: string;
  isPending?: boolean;
}) {
  const labelOf = useActionLabel();
  const action = useActionList().find((each) => each.id === id);
  if (!action || !isAllowed({ ...action, isEnabled: true })) return null;
  const label = labelOf(action);
  const looks = { ...(variant && { variant }), ...(size && { size }), isPending };
  const common = { ...looks, isDisabled: action.isEnabled === false, onPress: action.run };
  const shortcut = action.shortcut ? { shortcut: action.shortcut } : {};
  if (isIconOnly && icon) return <IconButton {...common} {...shortcut} icon={icon} label={label} />;
  const button = (
    <Button {...common} {...(icon && { icon })} {...(text && { 'aria-label': label })}>
      {text ?? label}
    </Button>
  );
  return action.shortcut ? (
    <Tooltip label={label} {...shortcut}>
      {button}
    </Tooltip>
  ) : (
    button
  );
}
