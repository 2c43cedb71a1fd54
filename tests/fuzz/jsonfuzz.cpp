// Any text as JSON: limits, lookups, accessors.
#include "app/import/jsonscanner.h"
#include "tests/fuzz/fuzz.h"

using namespace faultline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::Given given = fuzz::given(data, size);
    JsonRefusal refusal;
    const auto value = parseJson(given.text, &refusal);
    if (!value) {
        fuzz::require(!refusal.code.empty() && !refusal.reason.empty(), "refused without reason");
        return 0;
    }
    for (const auto& [path, text] : flattenedJson(*value, 200)) {
        fuzz::touch(text);
        const auto* leaf = findJson(*value, path);
        static_cast<void>(jsonInteger(leaf));
        static_cast<void>(jsonLooseInteger(leaf));
        static_cast<void>(jsonLooseNumber(leaf));
        static_cast<void>(jsonBool(leaf));
        fuzz::touch(jsonText(leaf).value_or(""));
    }
    fuzz::touch(jsonDisplay(*value));
    return 0;
}
