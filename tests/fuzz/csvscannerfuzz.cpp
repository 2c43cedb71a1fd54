// CSV records with any delimiter, and the choice of the delimiter.
#include "app/import/csvscanner.h"
#include "tests/fuzz/fuzz.h"

using namespace faultline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::Given given = fuzz::given(data, size);
    const auto lines = fuzz::linesOf(given.text);
    if (const auto shape = sniffCsv(lines))
        fuzz::require(shape->share >= 0 && shape->share <= 1, "share out of range");
    CsvLimits limits;
    limits.recordBytes = 500;
    limits.columns = 20;
    CsvScanner scanner(",;\t|\" "[given.choices % 6], limits);
    for (const std::string_view line : lines) {
        const std::string own(line);
        const auto outcome = scanner.feed(own);
        fuzz::require(scanner.isInsideRecord() == (outcome == CsvScanner::Outcome::Incomplete), "state and outcome differ");
        fuzz::require(scanner.lines() >= 1, "a record without lines");
        if (outcome != CsvScanner::Outcome::Record)
            continue;
        fuzz::require(!scanner.fields().empty() && scanner.fields().size() <= limits.columns, "number of fields out of range");
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < scanner.fields().size(); ++i) {
            fuzz::touch(scanner.fields()[i]);
            static_cast<void>(scanner.wasQuoted(i));
            bytes += scanner.fields()[i].size();
        }
        fuzz::require(bytes <= limits.recordBytes, "fields longer than the record");
    }
    return 0;
}
