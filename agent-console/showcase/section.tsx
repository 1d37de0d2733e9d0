import type { ReactNode } from 'react';

/** One titled part of the showcase. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="showcase-section">
      <h2 className="oc-strong">{title}</h2>
      <div>{children}</div>
    </section>
  );
}
