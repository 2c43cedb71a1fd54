#include "ui/charts/chartpicture.h"

#include "ui/casesession.h"
#include "ui/charts/chartstack.h"
#include "ui/charts/eventlane.h"
#include "ui/charts/timeaxisbar.h"
#include "ui/charts/timechart.h"
#include "ui/convert.h"
#include "ui/dialogs/savefile.h"
#include "ui/theme.h"
#include "ui/timetext.h"

#include <QApplication>
#include <QBuffer>
#include <QImage>
#include <QPageLayout>
#include <QPdfWriter>
#include <QPrinter>
#include <QSvgGenerator>

namespace faultline {

namespace {

constexpr int padding = 12;
constexpr double pixelsPerPixel = 2;
constexpr int dotsPerInch = 96;
constexpr qsizetype mostSources = 6;

QString translated(const char* text)
{
    return QCoreApplication::translate("ChartPicture", text);
}

Error failure(const char* why, const char* action)
{
    return {ErrorKind::OutputFailed, toStd(translated(QT_TRANSLATE_NOOP("ChartPicture", "The picture was not written"))),
            toStd(translated(why)), toStd(translated(action))};
}

Result<void> written(const QString& path, const QByteArray& bytes)
{
    return writeWholeFile(path, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

}    // namespace

ChartPicture::ChartPicture(ChartStack& stack, const CaseSession& session, const Theme& theme, Charts charts)
    : m_stack(stack), m_theme(theme), m_charts(stack.charts()), m_caption(captionOf(session))
{
    if (charts == Charts::Current && stack.current())
        m_charts = {stack.current()};
    for (TimeChart* chart : m_charts)
        chart->refresh();    // the ones out of sight wait until they are looked at
}

QStringList ChartPicture::captionOf(const CaseSession& session)
{
    const TimeRange view = session.view();
    const QString begin = zoneLabel(session.zone(), view.begin);
    const QString end = zoneLabel(session.zone(), view.end);
    QStringList lines{QCoreApplication::translate("ChartPicture", "%1 – %2 %3")
                          .arg(session.name(), rangeText(view, session.zone()), begin == end ? begin : begin + QStringLiteral(" → ") + end)};
    QStringList sources;
    for (const Source& source : session.contents().sources)
        if (sources.size() < mostSources)
            sources << toQString(source.name).simplified().left(60);
    const qsizetype more = static_cast<qsizetype>(session.contents().sources.size()) - sources.size();
    if (more > 0)
        sources << QCoreApplication::translate("ChartPicture", "%1 more").arg(more);
    QString second = QCoreApplication::translate("ChartPicture", "Sources: %1").arg(sources.join(QStringLiteral(", ")));
    if (const std::string filter = session.filterText(); !filter.empty())
        second += QStringLiteral(" · ") + QCoreApplication::translate("ChartPicture", "Filter: %1").arg(toQString(filter).simplified().left(400));
    if (const auto shift = session.look().overlayShift)
        second += QStringLiteral(" · ")
            + QCoreApplication::translate("ChartPicture", "Thin lines: %1").arg(rangeText({view.begin - *shift, view.end - *shift}, session.zone()));
    return lines << second;
}

int ChartPicture::captionHeight() const
{
    return static_cast<int>(m_caption.size()) * QFontMetrics(m_theme.smaller()).lineSpacing() + padding * 2;
}

QSize ChartPicture::size() const
{
    int height = m_stack.lane().height() + m_stack.axis().height() + captionHeight();
    for (const TimeChart* chart : m_charts)
        height += chart->height();
    return {m_charts.empty() ? m_stack.width() : m_charts.front()->width(), height};
}

void ChartPicture::paint(QCPPainter& painter) const
{
    const QSize room = size();
    painter.fillRect(QRect(QPoint(), room), m_theme.colors().background);
    painter.save();
    m_stack.lane().render(&painter, QPoint(), QRegion(), QWidget::DrawChildren);
    painter.translate(0, m_stack.lane().height());
    for (TimeChart* chart : m_charts) {
        painter.save();
        chart->paint(painter);
        painter.restore();
        painter.translate(0, chart->height());
    }
    m_stack.axis().paint(painter, QRect(0, 0, room.width(), m_stack.axis().height()));
    painter.translate(0, m_stack.axis().height() + padding);
    painter.setFont(m_theme.smaller());
    painter.setPen(m_theme.colors().muted);
    const QFontMetrics metrics(m_theme.smaller());
    int y = 0;
    for (const QString& line : m_caption) {
        const int width = room.width() - padding * 2;
        painter.drawText(QRect(padding, y, width, metrics.lineSpacing()), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(line, Qt::ElideRight, width));
        y += metrics.lineSpacing();
    }
    painter.restore();
}

Result<void> ChartPicture::save(const QString& path) const
{
    if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive))
        return saveSvg(path);
    if (path.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive))
        return savePdf(path);
    return savePixels(path);
}

Result<void> ChartPicture::saveSvg(const QString& path) const
{
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size());
    generator.setViewBox(QRect(QPoint(), size()));
    generator.setResolution(dotsPerInch);
    generator.setTitle(m_caption.value(0));
    generator.setDescription(m_caption.value(1));
    QCPPainter painter;
    painter.begin(&generator);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    paint(painter);
    painter.end();
    return written(path, buffer.data());
}

Result<void> ChartPicture::savePdf(const QString& path) const
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setResolution(dotsPerInch);
        writer.setTitle(m_caption.value(0));
        writer.setCreator(QStringLiteral("Faultline"));
        writer.setPageMargins(QMarginsF());
        writer.setPageSize(QPageSize(QSizeF(size()) * 72.0 / dotsPerInch, QPageSize::Point, QString(), QPageSize::ExactMatch));
        QCPPainter painter;
        painter.begin(&writer);
        painter.setMode(QCPPainter::pmVectorized);
        painter.setMode(QCPPainter::pmNoCaching);
        paint(painter);
        painter.end();
    }
    return written(path, buffer.data());
}

Result<void> ChartPicture::savePixels(const QString& path) const
{
    QImage image(size() * pixelsPerPixel, QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        return failure(QT_TRANSLATE_NOOP("ChartPicture", "It would be too large"), QT_TRANSLATE_NOOP("ChartPicture", "Close some charts"));
    image.setDevicePixelRatio(pixelsPerPixel);
    image.setText(QStringLiteral("Title"), m_caption.join(QStringLiteral(" – ")));
    QCPPainter painter;
    painter.begin(&image);
    painter.setMode(QCPPainter::pmNoCaching);
    paint(painter);
    painter.end();
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, "PNG"))
        return failure(QT_TRANSLATE_NOOP("ChartPicture", "It could not be encoded as PNG"), QT_TRANSLATE_NOOP("ChartPicture", "Save it as SVG"));
    return written(path, buffer.data());
}

void ChartPicture::print(QPrinter& printer) const
{
    QCPPainter painter;
    if (!painter.begin(&printer))
        return;
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    const QRectF page = printer.pageRect(QPrinter::DevicePixel);
    const double scale = std::min(page.width() / size().width(), page.height() / size().height());
    painter.scale(scale, scale);
    paint(painter);
}

}    // namespace faultline
