import './button.css';
import type { ReactNode } from 'react';
import { Tooltip as AriaTooltip, type TooltipProps, TooltipTrigger } from 'react-aria-components';
import { Kbd } from './kbd.tsx';

export type TooltipPlacement = NonNullable<TooltipProps['placement']>;

/** Words for a focusable child (a Button, an IconButton), on hover and on focus. Never the only place of a fact. */
export function Tooltip({
  label,
  shortcut,
  placement = 'bottom',
  children,
}: {
  label: string;
  shortcut?: string;
  placement?: TooltipPlacement;
  children: ReactNode;
}) {
  return (
    <TooltipTrigger delay={400} closeDelay={0}>
      {children}
      <AriaTooltip className="oc-tooltip" placement={placement} offset={6}>
        {label}
        {shortcut && <Kbd keys={shortcut} />}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
