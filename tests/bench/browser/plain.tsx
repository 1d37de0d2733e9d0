// The other side: a list as React draws it, every row in the page, none of our components and nothing behind them.
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const rows = Array.from({ length: Number(new URLSearchParams(location.search).get('rows')) }, (_, index) => ({
  id: index,
  title: `路灯不亮 ${index}`,
  note: `SZ20261128${String(index).padStart(6, '0')} · 求助 · 待派单`,
}));

function Plain() {
  const [selected, setSelected] = useState(0);
  return (
    <main style={{ display: 'flex', height: '100vh' }}>
      <div role="listbox" style={{ width: 360, overflow: 'auto' }}>
        {rows.map(({ id, title, note }) => (
          <button
            key={id}
            type="button"
            role="option"
            aria-selected={id === selected}
            style={{
              display: 'block',
              width: '100%',
              height: 58,
              background: id === selected ? '#cde' : '#fff',
            }}
            onClick={() => setSelected(id)}
          >
            <strong>{title}</strong>
            <div>{note}</div>
          </button>
        ))}
      </div>
      <article>{rows[selected]?.title}</article>
    </main>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Plain />);
