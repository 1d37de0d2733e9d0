import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ReactNode } from 'react';

/** Answers with a page; `path` is where its reader begins again in another language. */
export type Show = (
  request: FastifyRequest,
  reply: FastifyReply,
  page: { title: string; full: string; children: ReactNode; status?: number; path?: string },
) => Promise<FastifyReply>;
