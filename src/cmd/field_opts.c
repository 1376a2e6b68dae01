/* --fields, --csv. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "job.h"

#include "../dissect/fields.h"

#include <stdio.h>
#include <string.h>

static bool one_field(struct job *job, const char *name, size_t len)
{
	char near[200];
	int field = field_list_add(job->fields, name, len, near, sizeof(near));

	if (field >= 0)
		return true;
	if (field == -2)
		say_error(job, "--fields: more than %d fields, or out of memory", FIELDS_MOST);
	else if (len == 0)
		say_error(job, "--fields: a name is missing in the list (must be a,b,c)");
	else
		say_error(job, "--fields: there is no field %.*s%s%s", (int)len, name,
			near[0] ? "; perhaps " : " (docs/json.md lists them)", near);
	return false;
}

bool fields_option(struct job *job, const char *arg)
{
	if (!job->fields)
		job->fields = field_list_new();
	if (!job->fields) {
		say_error(job, "out of memory");
		return false;
	}
	while (true) {
		size_t n = strcspn(arg, ",");

		if (!one_field(job, arg, n))
			return false;
		if (!arg[n])
			break;
		arg += n + 1;
	}
	job->opt.fields = job->fields;
	job->opt.field_line = true;
	return true;
}

const char *fields_conflict(const struct job *job)
{
	const struct opts *o = &job->opt;

	if (o->csv && !job->fields)
		return "--csv can not be used without --fields";
	if (o->json && job->fields)
		return "--json and --fields are mutually exclusive";
	if (job->fields && (o->x || o->X || o->A))
		return "--fields and -x[x]/-X[X]/-A are mutually exclusive";
	return NULL;
}
