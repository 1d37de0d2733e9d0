// Files to open or to take along, each with its size.
import './file-links.css';
import { Paperclip } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormat } from './i18n/format.ts';

const perKilobyte = 1_024;

export interface LinkedFile {
  id: string;
  name: string;
  bytes: number;
  /** Absent where it cannot be opened yet. */
  href?: string;
}

/** @param aside what stands beside a file: a button to take it away */
export function FileLinks({
  label,
  files,
  aside,
}: {
  label: string;
  files: readonly LinkedFile[];
  aside?: (file: LinkedFile) => ReactNode;
}) {
  const format = useFormat();
  return (
    <ul className="oc-files" aria-label={label}>
      {files.map((file) => (
        <li key={file.id}>
          <Paperclip aria-hidden />
          {file.href ? (
            <a href={file.href} target="_blank" rel="noreferrer">
              {file.name}
            </a>
          ) : (
            <span>{file.name}</span>
          )}
          <span className="oc-micro oc-quiet">{format.number(Math.ceil(file.bytes / perKilobyte))} KB</span>
          {aside?.(file)}
        </li>
      ))}
    </ul>
  );
}
