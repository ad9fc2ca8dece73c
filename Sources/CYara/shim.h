#include <yara.h>

// The library offers loops over a rule's strings and a string's matches as macros, which are not imported; these are their steps.

static inline const char *cyara_name(const YR_RULE *rule) { return rule->identifier; }

static inline const char *cyara_string_name(const YR_STRING *string) { return string->identifier; }

static inline YR_STRING *cyara_first_string(const YR_RULE *rule) { return rule->strings; }

static inline YR_STRING *cyara_next_string(YR_STRING *string) { return STRING_IS_LAST_IN_RULE(string) ? NULL : string + 1; }

static inline YR_MATCH *cyara_visible(YR_MATCH *match) {
    while (match != NULL && match->is_private) match = match->next;
    return match;
}

static inline YR_MATCH *cyara_first_match(YR_SCAN_CONTEXT *context, const YR_STRING *string) {
    return cyara_visible(context->matches[string->idx].head);
}

static inline YR_MATCH *cyara_next_match(const YR_MATCH *match) { return cyara_visible(match->next); }
