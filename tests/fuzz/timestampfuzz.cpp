// Every time notation, what the resolver makes of it, and zone names.
#include "app/import/handwrittentime.h"
#include "app/import/timestampscanner.h"
#include "tests/fuzz/fuzz.h"

using namespace faultline;

namespace {

void check(const std::optional<WrittenTime>& written)
{
    if (!written)
        return;
    fuzz::touch(written->zoneWord);
    fuzz::require(written->month >= 0 && written->month <= 12 && written->day >= 0 && written->day <= 31, "date out of range");
    fuzz::require(written->hour >= 0 && written->hour <= 24 && written->minute >= 0 && written->minute <= 59, "clock out of range");
    fuzz::require(written->second >= 0 && written->second <= 60, "second out of range");
    fuzz::require(written->nanosecond >= 0 && written->nanosecond < 1'000'000'000, "fraction out of range");
    TimeSettings settings;
    settings.year = 2024;
    TimeResolver withYear(settings);
    static_cast<void>(withYear.resolve(*written));
    settings.year.reset();
    settings.reference = timestampFrom(1'713'900'598'000'000'000);
    TimeResolver withReference(settings);
    static_cast<void>(withReference.resolve(*written));
    static_cast<void>(TimeResolver().resolve(*written));
}

template <typename Scan>
void scan(std::string_view text, const Scan& scanner)
{
    std::string_view rest = text;
    const auto written = scanner(rest);
    fuzz::require(written || (rest.data() == text.data() && rest.size() == text.size()), "text was touched without success");
    fuzz::require(rest.size() <= text.size(), "the text grew");
    check(written);
}

}    // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::Given given = fuzz::given(data, size);
    const auto order = static_cast<DateOrder>(given.choices % 4);
    for (const std::string_view line : fuzz::linesOf(given.text)) {
        const std::string text(line.substr(0, 400));
        scan(text, scanAccessLogTime);
        scan(text, scanIsoTime);
        scan(text, scanPostgresTime);
        scan(text, scanSyslogTime);
        scan(text, scanCtime);
        scan(text, scanEpoch);
        scan(text, [order](std::string_view& rest) { return scanNumericDateTime(rest, order); });
        static_cast<void>(dateOrderOf(text));
        check(parseAnyTime(text, order));
        for (const HandwrittenTime& time : findHandwrittenTimes(text)) {
            fuzz::touch(time.text);
            check(time.start);
            check(time.end);
        }
        if ((given.choices & 4U) == 0)    // a zone's table of two centuries takes a hundred times as long as the rest
            continue;
        if (const auto zone = TimeZone::named(text))
            static_cast<void>(zone->offsetAt(timestampFrom(0)));
    }
    return 0;
}
