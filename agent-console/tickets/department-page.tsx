import { BulkDepartment } from './bulk-department.tsx';
import { HandOver } from './hand-over.tsx';
import { Several } from './several.tsx';
import { TicketWorkspace } from './workspace.tsx';

/** A department's tickets by what is due, and what waits for the lead's approval. */
export default function DepartmentPage() {
  return (
    <TicketWorkspace
      path="/department"
      views={['department', 'mine', 'approval', 'watched', 'all']}
      tools={(items) => (
        <>
          <Several labelKey="tickets:bulk.department" tickets={items} dialog={BulkDepartment} />
          <HandOver />
        </>
      )}
    />
  );
}
