--
-- PostgreSQL database dump
--

\restrict abcDEF123

-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE FUNCTION public.note() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
BEGIN
  INSERT INTO public.people VALUES (99, 'it''s no row', NULL);
  RETURN NEW;
END;
$_$;

CREATE TABLE public.people (
    id integer NOT NULL,
    full_name character varying(80) DEFAULT 'a, b'::character varying,
    born date
);


ALTER TABLE public.people OWNER TO postgres;

CREATE TABLE archive.people (
    id integer NOT NULL,
    "Full Name" text
);

--
-- Data for Name: people; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.people (id, full_name, born) FROM stdin;
1	赵敏	1962-03-04
2	tab\there\nnew\\line	\N
3		2001-02-03
\.


COPY archive.people (id, "Full Name") FROM stdin;
4	INSERT INTO x VALUES (1);
\.


COPY public.empty (a) FROM stdin;
\.


SELECT pg_catalog.setval('public.people_id_seq', 3, true);

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_pkey PRIMARY KEY (id);

--
-- PostgreSQL database dump complete
--

\unrestrict abcDEF123
