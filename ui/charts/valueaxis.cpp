#include "ui/charts/valueaxis.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace faultline {

namespace {

constexpr QChar thinSpace(0x2009);

/// One way to write values of a unit: value / factor, then the suffix.
struct Form {
    double factor = 1;
    QString suffix;
};

/// The unit without "/s", the rest apart.
struct SplitUnit {
    std::string_view base;
    QString per;
};

SplitUnit splitOf(std::string_view unit)
{
    for (const std::string_view per : {"/s", "/min", "/h"})
        if (unit.size() > per.size() && unit.substr(unit.size() - per.size()) == per)
            return {unit.substr(0, unit.size() - per.size()), QString::fromLatin1(per.data(), static_cast<qsizetype>(per.size()))};
    return {unit, {}};
}

double inSeconds(std::string_view unit)
{
    constexpr std::array<std::pair<std::string_view, double>, 7> units{
        {{"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"µs", 1e-6}, {"ns", 1e-9}, {"min", 60}, {"h", 3600}}};
    for (const auto& [name, seconds] : units)
        if (name == unit)
            return seconds;
    return 0;
}

double inBytes(std::string_view unit)
{
    constexpr std::array<std::pair<std::string_view, double>, 10> units{{{"By", 1}, {"B", 1}, {"kBy", 1e3}, {"MBy", 1e6}, {"GBy", 1e9},
        {"KiBy", 1024.0}, {"MiBy", 1048576.0}, {"GiBy", 1073741824.0}, {"bit", 0.125}, {"TBy", 1e12}}};
    for (const auto& [name, bytes] : units)
        if (name == unit)
            return bytes;
    return 0;
}

Form secondsForm(double seconds, double scale)
{
    const double size = std::abs(seconds);
    if (size >= 3600)
        return {3600 / scale, QStringLiteral("h")};
    if (size >= 120)
        return {60 / scale, QStringLiteral("min")};
    if (size >= 1 || size == 0)
        return {1 / scale, QStringLiteral("s")};
    if (size >= 1e-3)
        return {1e-3 / scale, QStringLiteral("ms")};
    if (size >= 1e-6)
        return {1e-6 / scale, QStringLiteral("µs")};
    return {1e-9 / scale, QStringLiteral("ns")};
}

Form prefixed(double value, double scale, const QString& suffix)
{
    static constexpr std::array<const char*, 6> prefixes{"", "k", "M", "G", "T", "P"};
    const double size = std::abs(value * scale);
    std::size_t step = 0;
    double factor = 1;
    while (step + 1 < prefixes.size() && size >= factor * 1000 * 0.9995) {
        factor *= 1000;
        ++step;
    }
    return {factor / scale, QLatin1String(prefixes[step]) + suffix};
}

/// How a value of this size is best written.
Form formFor(double value, std::string_view unit)
{
    const SplitUnit split = splitOf(unit);
    if (const double seconds = inSeconds(split.base); seconds > 0) {
        Form form = secondsForm(value * seconds, seconds);
        form.suffix += split.per;
        return form;
    }
    if (const double bytes = inBytes(split.base); bytes > 0)
        return prefixed(value, bytes, QLatin1String("B") + split.per);
    if (unit == "%")
        return {1, QStringLiteral("%")};
    const bool isCount = split.base == "1" || split.base.empty() || split.base.front() == '{';
    const QString suffix = isCount ? QString() : QString::fromUtf8(unit.data(), static_cast<qsizetype>(unit.size()));
    Form form = std::abs(value) >= 99'995 ? prefixed(value, 1, {}) : Form{};
    if (!suffix.isEmpty())
        form.suffix += form.suffix.isEmpty() ? suffix : QLatin1Char(' ') + suffix;
    return form;
}

QString grouped(QString digits)
{
    const qsizetype point = digits.indexOf(QLatin1Char('.'));
    const qsizetype first = digits.startsWith(QLatin1Char('-')) ? 1 : 0;
    for (qsizetype at = (point < 0 ? digits.size() : point) - 3; at > first; at -= 3)
        digits.insert(at, thinSpace);
    return digits.replace(QLatin1Char('-'), QChar(0x2212));
}

QString withSuffix(const QString& number, const QString& suffix)
{
    return suffix.isEmpty() ? number : number + QChar(0x00a0) + suffix;
}

int decimalsFor(double step)
{
    if (!(step > 0))
        return 0;
    return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
}

double roundStep(double rough)
{
    const double magnitude = std::pow(10, std::floor(std::log10(rough)));
    const double part = rough / magnitude;
    return magnitude * (part <= 1.0001 ? 1 : part <= 2.0001 ? 2 : part <= 2.5001 ? 2.5 : part <= 5.0001 ? 5 : 10);
}

std::vector<ValueTick> logarithmicTicks(ValueRange range, std::string_view unit, int most)
{
    const int first = static_cast<int>(std::ceil(std::log10(range.low) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log10(range.high) + 1e-9));
    const int stride = std::max(1, (last - first + most) / std::max(1, most));
    std::vector<ValueTick> ticks;
    for (int decade = first; decade <= last; decade += stride) {
        const double value = std::pow(10, decade);
        ticks.push_back({value, valueText(value, unit)});
    }
    return ticks;
}

}    // namespace

QString valueText(double value, std::string_view unit)
{
    if (std::isnan(value))
        return QStringLiteral("–");
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("∞") : QStringLiteral("−∞");
    const Form form = formFor(value, unit);
    const double shown = value / form.factor;
    const double size = std::abs(shown);
    if (size > 0 && (size < 1e-4 || size >= 1e7))
        return withSuffix(QString::number(shown, 'g', 3), form.suffix);
    int decimals = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : decimalsFor(size / 100);
    QString digits = QString::number(shown, 'f', decimals);
    while (decimals > 0 && digits.endsWith(QLatin1Char('0'))) {
        digits.chop(1);
        --decimals;
    }
    if (digits.endsWith(QLatin1Char('.')))
        digits.chop(1);
    return withSuffix(grouped(digits), form.suffix);
}

QString unitText(std::string_view unit)
{
    if (unit.empty() || unit == "1" || unit == "1/s")
        return unit == "1/s" ? QStringLiteral("/s") : QString();
    const SplitUnit split = splitOf(unit);
    if (inSeconds(split.base) > 0 || inBytes(split.base) > 0 || unit == "%")
        return {};
    return QString::fromUtf8(unit.data(), static_cast<qsizetype>(unit.size()));
}

ValueRange roundedRange(double low, double high, std::string_view unit, AxisScale scale)
{
    if (!(low <= high))
        return scale == AxisScale::Logarithmic ? ValueRange{0.1, 10} : ValueRange{0, 1};
    if (scale == AxisScale::Logarithmic) {
        const double top = std::pow(10, std::ceil(std::log10(std::max(high, 1e-12)) - 0.005));
        const double bottom = std::pow(10, std::floor(std::log10(std::max(low, top * 1e-9)) + 0.005));
        return {bottom < top ? bottom : top / 10, top};
    }
    if (low >= 0 && (high - low) > 0.25 * high)
        low = 0;
    if (low == high)
        return low == 0 ? ValueRange{0, 1} : low > 0 ? roundedRange(0, high, unit, scale) : roundedRange(low, 0, unit, scale);
    const Form form = formFor(std::max(std::abs(low), std::abs(high)), unit);
    const double step = roundStep((high - low) / form.factor / 4) * form.factor;
    return {std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step};
}

std::vector<ValueTick> valueTicks(ValueRange range, std::string_view unit, AxisScale scale, int most)
{
    if (!(range.low < range.high))
        return {};
    if (scale == AxisScale::Logarithmic && range.low > 0)
        return logarithmicTicks(range, unit, most);
    const Form form = formFor(std::max(std::abs(range.low), std::abs(range.high)), unit);
    const double low = range.low / form.factor;
    const double high = range.high / form.factor;
    if (most <= 2)
        return {{range.low, valueText(range.low, unit)}, {range.high, valueText(range.high, unit)}};
    double step = roundStep(high - low);
    for (int parts = most - 1; parts >= 2; --parts) {
        const double rough = roundStep((high - low) / parts);
        if (std::floor(high / rough + 1e-9) - std::ceil(low / rough - 1e-9) > most - 1)
            continue;
        step = rough;
        break;
    }
    const int decimals = decimalsFor(step * 1.0001);
    std::vector<ValueTick> ticks;
    const double first = std::ceil(low / step - 1e-9);
    for (int i = 0; i <= most && (first + i) * step <= high + step * 1e-6; ++i) {
        const double value = (first + i) * step;
        if (std::abs(value) < step * 1e-6)
            ticks.push_back({0, QStringLiteral("0")});
        else
            ticks.push_back({value * form.factor, withSuffix(grouped(QString::number(value, 'f', decimals)), form.suffix)});
    }
    return ticks;
}

QString ratioText(double before, double after)
{
    if (!(before > 0) || !(after > 0))
        return {};
    const double ratio = after / before;
    if (ratio > 0.95 && ratio < 1.05)
        return QStringLiteral("1×");
    const int decimals = ratio >= 10 ? 0 : ratio >= 1 ? 1 : ratio >= 0.1 ? 2 : 3;
    return grouped(QString::number(ratio, 'f', decimals)) + QStringLiteral("×");
}

}    // namespace faultline
