--
-- PostgreSQL database dump
--

SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;

CREATE TABLE public.notes (
    id bigint NOT NULL,
    body text,
    tags text[],
    made timestamp with time zone,
    ok boolean,
    CONSTRAINT notes_check CHECK ((id > 0))
);

INSERT INTO public.notes VALUES (1, 'back\slash and ''quote''', '{a,"b c"}', '2016-01-01 00:00:00+08', true);
INSERT INTO public.notes VALUES (2, 'two
lines
INSERT INTO public.notes VALUES (8);', NULL, NULL, false);
INSERT INTO public.notes VALUES (3, E'tab\there', NULL, NULL, NULL);
INSERT INTO public.notes OVERRIDING SYSTEM VALUE VALUES (4, '刘洋', NULL, '2016-01-01 00:00:00+08', true) ON CONFLICT DO NOTHING;
INSERT INTO public.notes (body, id) VALUES ('columns in another order', 5);
INSERT INTO public.notes VALUES (6, '\x41', NULL, '-infinity', NULL), (7, 'seven', NULL, NULL, NULL);
