import './button.css';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  ToggleButton as AriaToggleButton,
  type ToggleButtonProps as AriaToggleButtonProps,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classes } from './classes.ts';
import { Tooltip, type TooltipPlacement } from './tooltip.tsx';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';
export type ButtonSize = 'small' | 'medium' | 'large';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  children: ReactNode;
  /** One primary button per view; `danger` only where something is lost. */
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: LucideIcon;
  /** As wide as its container. */
  isWide?: boolean;
  className?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** A button. `isPending` keeps its place and its focus and tells screen readers that it works. */
export function Button({
  variant = 'secondary',
  size = 'medium',
  icon: Icon,
  isWide,
  className,
  children,
  ...rest
}: ButtonProps) {
  const { t } = useTranslation('design');
  return (
    <AriaButton
      {...rest}
      className={classes('oc-button', className)}
      data-variant={variant}
      data-size={size}
      data-wide={isWide || undefined}
    >
      {rest.isPending ? (
        <span className="oc-spinner" role="img" aria-label={t('working')} />
      ) : (
        Icon && <Icon aria-hidden />
      )}
      {children}
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon' | 'isWide'> {
  icon: LucideIcon;
  /** What it does: the accessible name and the tooltip. */
  label: string;
  /** Shown in the tooltip, for example `mod+k`. */
  shortcut?: string;
  placement?: TooltipPlacement;
}

/** A button with only an icon. Its name shows as a tooltip on hover and focus. */
export function IconButton({
  icon: Icon,
  label,
  shortcut,
  placement,
  variant = 'quiet',
  size = 'medium',
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} {...(shortcut && { shortcut })} {...(placement && { placement })}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={classes('oc-button', className)}
        data-variant={variant}
        data-size={size}
        data-icon-only
      >
        {rest.isPending ? <span className="oc-spinner" /> : <Icon aria-hidden />}
      </AriaButton>
    </Tooltip>
  );
}

export interface IconToggleProps
  extends Omit<AriaToggleButtonProps, 'className' | 'style' | 'children' | 'isSelected' | 'onChange'> {
  icon: LucideIcon;
  label: string;
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
  size?: ButtonSize;
  /** Shown in the tooltip, for example `alt+m`. */
  shortcut?: string;
}

/** An icon that is on or off (mute, pin). */
export function IconToggle({ icon: Icon, label, shortcut, size = 'medium', ...rest }: IconToggleProps) {
  return (
    <Tooltip label={label} {...(shortcut && { shortcut })}>
      <AriaToggleButton
        {...rest}
        aria-label={label}
        className="oc-button"
        data-variant="quiet"
        data-size={size}
        data-icon-only
      >
        <Icon aria-hidden />
      </AriaToggleButton>
    </Tooltip>
  );
}
