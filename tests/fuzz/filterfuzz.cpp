// Filter expressions and quantities.
#include "app/query/filter.h"
#include "tests/fuzz/fuzz.h"

using namespace faultline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto filter = Filter::parse(text);
    if (!filter)
        fuzz::require(!filter.error().why.empty(), "refused without reason");
    for (const FieldType type : {FieldType::Integer, FieldType::Nanoseconds, FieldType::Bytes, FieldType::Time})
        static_cast<void>(parseQuantity(text, type));
    return 0;
}
