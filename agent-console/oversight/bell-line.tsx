import type { ComponentProps } from 'react';
import { Link } from 'wouter';
import { Badge, Row, Stack } from '../../design/index.ts';

/** A line of the bell: what has happened, to what, and the way there. What was not seen yet stands out. */
export function BellLine({
  tone,
  event,
  title,
  href,
  isSeen,
  notes,
  onFollow,
}: {
  tone: NonNullable<ComponentProps<typeof Badge>['tone']>;
  event: string;
  title: string;
  href: string;
  isSeen: boolean;
  notes: readonly (string | null | undefined)[];
  onFollow: () => void;
}) {
  return (
    <li>
      <Stack gap={1}>
        <Row wraps gap={2}>
          <Badge tone={tone}>{event}</Badge>
          <Link href={href} onClick={onFollow}>
            {isSeen ? title : <strong>{title}</strong>}
          </Link>
        </Row>
        <span className="oc-micro oc-quiet">{notes.filter(Boolean).join(' · ')}</span>
      </Stack>
    </li>
  );
}
