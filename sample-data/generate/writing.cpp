#include "sample-data/generate/writing.h"

#include "app/base/timestamp.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>

namespace faultline::samples {

namespace {

struct Civil {
    int year, month, day, hour, minute, second, millisecond;
};

Civil civilOf(Seconds time)
{
    const auto milliseconds = static_cast<std::int64_t>(std::llround(time * 1000.0));
    const std::chrono::sys_time<std::chrono::milliseconds> instant{std::chrono::milliseconds(milliseconds)};
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(day);
    const auto rest = (instant - day).count();
    return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
            static_cast<int>(static_cast<unsigned>(date.day())), static_cast<int>(rest / 3600000), static_cast<int>(rest / 60000 % 60),
            static_cast<int>(rest / 1000 % 60), static_cast<int>(rest % 1000)};
}

}    // namespace

Seconds at(int year, int month, int day, int hour, int minute, int second)
{
    const std::int64_t days = daysFromCivil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
    return static_cast<double>(days * 86400 + hour * 3600 + minute * 60 + second);
}

std::string format(const char* text, ...)
{
    va_list arguments;
    va_start(arguments, text);
    char buffer[4096];
    std::vsnprintf(buffer, sizeof buffer, text, arguments);
    va_end(arguments);
    return buffer;
}

std::string accessTime(Seconds time, int offsetHours)
{
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Civil c = civilOf(std::floor(time) + offsetHours * 3600);
    return format("%02d/%s/%04d:%02d:%02d:%02d %c%02d00", c.day, months[c.month - 1], c.year, c.hour, c.minute, c.second,
                  offsetHours < 0 ? '-' : '+', std::abs(offsetHours));
}

std::string isoTime(Seconds time, int digits)
{
    const Civil c = civilOf(time);
    const std::string whole = format("%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute, c.second);
    return whole + (digits == 0 ? "Z" : format(".%03dZ", c.millisecond));
}

std::string postgresTime(Seconds time)
{
    const Civil c = civilOf(time);
    return format("%04d-%02d-%02d %02d:%02d:%02d.%03d UTC", c.year, c.month, c.day, c.hour, c.minute, c.second, c.millisecond);
}

std::string localTime(Seconds time, int offsetHours)
{
    const Civil c = civilOf(time + offsetHours * 3600);
    return format("%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

bool TimedLines::write(const std::string& path, Seconds begin, Seconds end)
{
    std::stable_sort(m_lines.begin(), m_lines.end(), [](const auto& left, const auto& right) { return left.first < right.first; });
    std::string text;
    for (const auto& [time, line] : m_lines) {
        if (time >= begin && time < end)
            text += line + '\n';
    }
    return writeFile(path, text);
}

bool writeFile(const std::string& path, const std::string& text)
{
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr)
        return false;
    const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    return std::fclose(file) == 0 && written;
}

}    // namespace faultline::samples
