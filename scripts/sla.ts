// npm run -s sla: questions about working time on standard input, one answer per line. The product's own clocks.
import { text } from 'node:stream/consumers';
import { answerQuestions, questionsSchema } from '../server/calendar/questions.ts';
import './closed-output.ts';

const input = await text(process.stdin);
let parsed: ReturnType<typeof questionsSchema.safeParse>;
try {
  parsed = questionsSchema.safeParse(JSON.parse(input));
} catch {
  console.error('the input is not JSON');
  process.exit(1);
}
if (!parsed.success) {
  console.error(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  process.exit(1);
}
for (const answer of answerQuestions(parsed.data)) process.stdout.write(`${JSON.stringify(answer)}\n`);
