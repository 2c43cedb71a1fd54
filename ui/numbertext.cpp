#include "ui/numbertext.h"

#include "app/base/text.h"
#include "ui/convert.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {

namespace {

const QChar none(0x2013);

QString rounded(double value, int decimals)
{
    const QString text = QString::number(value, 'f', decimals);
    return text == QLatin1String("-0") ? QStringLiteral("0") : text;
}

}    // namespace

QString countText(std::uint64_t count)
{
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return toQString(formatGrouped(static_cast<std::int64_t>(std::min(count, most))));
}

QString figuresText(std::optional<double> value)
{
    if (!value || !std::isfinite(*value))
        return none;
    const double size = std::abs(*value);
    if (size >= 999.5)
        return size < 1e15 ? toQString(formatGrouped(std::llround(*value))) : QString::number(*value, 'g', 3);
    if (size == 0)
        return QStringLiteral("0");
    if (size < 0.0005)
        return QStringLiteral("<0.001");
    return rounded(*value, size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : 3);
}

QString ratioText(std::optional<double> ratio)
{
    if (!ratio || !std::isfinite(*ratio))
        return none;
    const QChar times(0x00d7);
    if (*ratio >= 999.5)
        return toQString(formatGrouped(std::llround(std::min(*ratio, 1e15)))) + times;
    return rounded(*ratio, *ratio >= 9.95 ? 0 : *ratio >= 0.095 ? 1 : 2) + times;
}

QString percentText(std::optional<double> share)
{
    if (!share || !std::isfinite(*share))
        return none;
    const double percent = *share * 100;
    const double size = std::abs(percent);
    if (size == 0)
        return QStringLiteral("0 %");
    if (size < 0.05)
        return percent < 0 ? QStringLiteral("−<0.1 %") : QStringLiteral("<0.1 %");
    if (size > 99'950)
        return percent < 0 ? QStringLiteral("<−999 %") : QStringLiteral(">999 %");
    return rounded(percent, size >= 9.95 ? 0 : 1) + QStringLiteral(" %");
}

QString secondsText(std::optional<double> seconds)
{
    if (!seconds || !std::isfinite(*seconds))
        return none;
    const double size = std::abs(*seconds);
    if (size >= 0.9995 || size == 0)
        return figuresText(seconds) + QStringLiteral(" s");
    if (size >= 0.0009995)
        return figuresText(*seconds * 1e3) + QStringLiteral(" ms");
    return figuresText(*seconds * 1e6) + QStringLiteral(" µs");
}

QString bytesText(std::optional<double> bytes)
{
    return bytes && std::isfinite(*bytes) ? toQString(formatBytes(*bytes)) : QString(none);
}

}    // namespace faultline
