#include <curl/curl.h>

// Swift can't call functions with variable arguments; these are the kinds of options that mails need.
static inline CURLcode waggle_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode waggle_curl_set_number(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode waggle_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode waggle_curl_set_reader(CURL *handle, curl_read_callback callback, void *data) {
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, callback);
    return curl_easy_setopt(handle, CURLOPT_READDATA, data);
}
