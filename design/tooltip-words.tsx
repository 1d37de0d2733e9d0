// The words of a tooltip, once it is open; loaded with the first that opens.
import './button.css';
import type { RefObject } from 'react';
import { Tooltip as AriaTooltip } from 'react-aria-components';
import { Kbd } from './kbd.tsx';
import type { TooltipTexts } from './tooltip.tsx';

export default function TooltipWords({
  label,
  shortcut,
  placement = 'bottom',
  ...rest
}: TooltipTexts & { id?: string | undefined; triggerRef: RefObject<Element | null>; isOpen: boolean }) {
  return (
    <AriaTooltip {...rest} className="oc-tooltip" placement={placement} offset={6}>
      {label}
      {shortcut && <Kbd keys={shortcut} />}
    </AriaTooltip>
  );
}
