#include "ui/dialogs/exportdialog.h"

#include "app/base/replacefile.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/dialogs/savefile.h"
#include "ui/theme.h"
#include "ui/timelinemime.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStandardPaths>

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::size_t longestPreview = 60'000;    // bytes

struct FormatChoice {
    const char* name;
    const char* title;
    const char* suffix;
};
constexpr std::array<FormatChoice, 5> formats{{{"markdown", QT_TRANSLATE_NOOP("ExportDialog", "Markdown table"), "md"},
                                               {"csv", QT_TRANSLATE_NOOP("ExportDialog", "CSV"), "csv"},
                                               {"tsv", QT_TRANSLATE_NOOP("ExportDialog", "TSV (spreadsheets)"), "tsv"},
                                               {"html", QT_TRANSLATE_NOOP("ExportDialog", "HTML page"), "html"},
                                               {"json", QT_TRANSLATE_NOOP("ExportDialog", "JSON (everything)"), "json"}}};

QString columnTitle(const QString& name)
{
    static const QHash<QString, const char*> titles{
        {QStringLiteral("time"), QT_TRANSLATE_NOOP("ExportDialog", "Time")},
        {QStringLiteral("start"), QT_TRANSLATE_NOOP("ExportDialog", "Start (UTC)")},
        {QStringLiteral("end"), QT_TRANSLATE_NOOP("ExportDialog", "End (UTC)")},
        {QStringLiteral("time_text"), QT_TRANSLATE_NOOP("ExportDialog", "Time as written")},
        {QStringLiteral("precision"), QT_TRANSLATE_NOOP("ExportDialog", "Precision")},
        {QStringLiteral("type"), QT_TRANSLATE_NOOP("ExportDialog", "Type")},
        {QStringLiteral("title"), QT_TRANSLATE_NOOP("ExportDialog", "Title")},
        {QStringLiteral("body"), QT_TRANSLATE_NOOP("ExportDialog", "Details")},
        {QStringLiteral("owner"), QT_TRANSLATE_NOOP("ExportDialog", "Owner")},
        {QStringLiteral("tags"), QT_TRANSLATE_NOOP("ExportDialog", "Tags")},
        {QStringLiteral("section"), QT_TRANSLATE_NOOP("ExportDialog", "Section")},
        {QStringLiteral("evidence"), QT_TRANSLATE_NOOP("ExportDialog", "Evidence")}};
    const char* title = titles.value(name);
    return title ? ExportDialog::tr(title) : name;
}

const QStringList usualColumns{QStringLiteral("time"), QStringLiteral("time_text"), QStringLiteral("title"), QStringLiteral("type"), QStringLiteral("tags")};

/// Beside the case, under its name; never over a file that is there, which may be the timeline that was imported. A sample has no
/// folder of the user's.
QString offeredFile(const CaseSession& session, const QString& suffix)
{
    const QString name = session.name().replace(QLatin1Char('/'), QLatin1Char('-'));
    const QDir folder = QFileInfo(session.path()).absoluteDir();
    if (folder.path().startsWith(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)))
        return name + QLatin1Char('.') + suffix;
    QString path = folder.filePath(name + QLatin1Char('.') + suffix);
    for (int number = 2; QFileInfo::exists(path); ++number)
        path = folder.filePath(QStringLiteral("%1 %2.%3").arg(name).arg(number).arg(suffix));
    return path;
}

}    // namespace

ExportDialog::ExportDialog(CaseSession& session, const Theme& theme, QWidget* parent)
    : QDialog(parent), m_session(session), m_theme(theme)
{
    setWindowTitle(tr("Export Timeline"));
    build();
    setChoice(session.exportChoice());
    refresh();
    for (QComboBox* combo : {m_format, m_zones})
        connect(combo, &QComboBox::currentIndexChanged, this, &ExportDialog::refresh);
    for (QCheckBox* box : {m_usual, m_groups, m_precision, m_evidence, m_suspects, m_redaction})
        connect(box, &QCheckBox::toggled, this, &ExportDialog::refresh);
    connect(m_otherZones, &QLineEdit::textChanged, this, &ExportDialog::refresh);
    connect(m_columns, &QListWidget::itemChanged, this, &ExportDialog::refresh);
    connect(m_columns->model(), &QAbstractItemModel::rowsMoved, this, &ExportDialog::refresh);
    connect(&session, &CaseSession::timelineChanged, this, &ExportDialog::refresh);
    connect(m_copy, &QPushButton::clicked, this, &ExportDialog::copy);
    connect(m_save, &QPushButton::clicked, this, &ExportDialog::save);
}

void ExportDialog::build()
{
    auto* rows = new QVBoxLayout(this);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(12);
    columns->addWidget(buildOptions());
    m_preview = new QPlainTextEdit(this);
    m_preview->setReadOnly(true);
    m_preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_preview->setFont(m_theme.monospace());
    m_preview->setTabChangesFocus(true);
    m_preview->setAccessibleName(tr("Preview"));
    columns->addWidget(m_preview, 1);
    rows->addLayout(columns, 1);
    m_problem = new QLabel(this);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    rows->addWidget(m_problem);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    m_save = buttons->addButton(tr("Save…"), QDialogButtonBox::ActionRole);
    m_copy->setDefault(true);
    m_save->setShortcut(QKeySequence::Save);
    m_save->setToolTip(tr("Save to a file  %1").arg(m_save->shortcut().toString(QKeySequence::NativeText)));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    rows->addWidget(buttons);
    const int character = fontMetrics().averageCharWidth();
    resize(character * 140, fontMetrics().lineSpacing() * 32);
    m_copy->setFocus();
}

QWidget* ExportDialog::buildOptions()
{
    auto* options = new QWidget(this);
    auto* form = new QFormLayout(options);
    form->setContentsMargins(0, 0, 0, 0);
    form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    m_format = new QComboBox(options);
    for (const FormatChoice& format : formats)
        m_format->addItem(tr(format.title), QLatin1String(format.name));
    form->addRow(tr("&Format"), m_format);
    m_zones = new QComboBox(options);
    const QString own = toQString(m_session.file().displayZone().name());
    m_zones->addItem(tr("Zone of the case (%1)").arg(own));
    m_zones->addItem(tr("UTC"));
    m_zones->addItem(tr("Zone of the case and UTC"));
    m_zones->addItem(tr("Others"));
    form->addRow(tr("Time &zones"), m_zones);
    m_otherZones = new QLineEdit(options);
    m_otherZones->setPlaceholderText(tr("Europe/Paris, US/Pacific"));
    m_otherZones->setAccessibleName(tr("Other time zones"));
    form->addRow(m_otherZones);
    m_usual = new QCheckBox(tr("&Usual columns"), options);
    m_usual->setToolTip(tr("What a reader of a postmortem needs, and nothing that is empty"));
    form->addRow(m_usual);
    m_columns = new QListWidget(options);
    m_columns->setAccessibleName(tr("Columns"));
    m_columns->setDragDropMode(QAbstractItemView::InternalMove);
    m_columns->setToolTip(tr("Space shows or hides, Alt+Up and Alt+Down change the order"));
    m_columns->installEventFilter(this);
    form->addRow(tr("&Columns"), m_columns);
    m_groups = new QCheckBox(tr("&Sections as groups"), options);
    form->addRow(m_groups);
    m_precision = new QCheckBox(tr("&Precision in the times (~)"), options);
    m_precision->setToolTip(tr("About, before and after stand with the time"));
    form->addRow(m_precision);
    m_evidence = new QCheckBox(tr("&Evidence references"), options);
    m_evidence->setToolTip(tr("Source and line, query and window that an entry rests on"));
    form->addRow(m_evidence);
    m_suspects = new QCheckBox(tr("S&uspects with their reasons"), options);
    m_suspects->setChecked(true);    // not remembered: leaving them out is decided anew
    m_suspects->setToolTip(tr("What was suspected, what speaks for and against it, what was ruled out: behind the timeline"));
    form->addRow(m_suspects);
    m_redaction = new QCheckBox(tr("&Redact addresses and secrets"), options);
    m_redaction->setToolTip(tr("Masks network and e-mail addresses, tokens, passwords and values of URL parameters, and leaves owners out.\n"
                               "Names of hosts, services and paths stay: read it once more."));
    form->addRow(m_redaction);
    options->setFixedWidth(fontMetrics().averageCharWidth() * 34);
    return options;
}

void ExportDialog::fillColumns(const QStringList& chosen)
{
    m_columns->clear();
    QStringList order = chosen.isEmpty() ? usualColumns : chosen;
    for (const std::string& name : timelineColumns())
        if (!order.contains(toQString(name)))
            order << toQString(name);
    for (const QString& name : std::as_const(order)) {
        auto* item = new QListWidgetItem(columnTitle(name), m_columns);
        item->setData(Qt::UserRole, name);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable | Qt::ItemIsDragEnabled);
        const QStringList& checked = chosen.isEmpty() ? usualColumns : chosen;
        item->setCheckState(checked.contains(name) ? Qt::Checked : Qt::Unchecked);
    }
}

void ExportDialog::setChoice(const TimelineExportChoice& choice)
{
    m_format->setCurrentIndex(std::max(0, m_format->findData(choice.format)));
    m_zones->setCurrentIndex(static_cast<int>(choice.zones));
    m_otherZones->setText(choice.otherZones);
    m_usual->setChecked(choice.columns.isEmpty());
    fillColumns(choice.columns);
    m_groups->setChecked(choice.sections == TimelineExportChoice::Sections::Groups);
    m_precision->setChecked(choice.precision == PrecisionMarks::Shown);
    m_evidence->setChecked(choice.evidence == TimelineExportChoice::Evidence::Shown);
    m_redaction->setChecked(choice.redaction == Redaction::Masked);
}

TimelineExportChoice ExportDialog::choice() const
{
    TimelineExportChoice choice;
    choice.format = m_format->currentData().toString();
    choice.zones = static_cast<TimelineExportChoice::Zones>(m_zones->currentIndex());
    choice.otherZones = m_otherZones->text();
    choice.sections = m_groups->isChecked() ? TimelineExportChoice::Sections::Groups : TimelineExportChoice::Sections::Column;
    choice.precision = m_precision->isChecked() ? PrecisionMarks::Shown : PrecisionMarks::Plain;
    choice.evidence = m_evidence->isChecked() ? TimelineExportChoice::Evidence::Shown : TimelineExportChoice::Evidence::Left;
    choice.redaction = m_redaction->isChecked() ? Redaction::Masked : Redaction::None;
    if (m_usual->isChecked())
        return choice;
    for (int row = 0; row < m_columns->count(); ++row)
        if (m_columns->item(row)->checkState() == Qt::Checked)
            choice.columns << m_columns->item(row)->data(Qt::UserRole).toString();
    return choice;
}

Result<std::string> ExportDialog::exported() const
{
    const TimelineExportChoice chosen = choice();
    if (!m_usual->isChecked() && chosen.columns.isEmpty())
        return Error{ErrorKind::Usage, toStd(tr("No column is chosen")), "", toStd(tr("Tick at least one"))};
    auto options = exportOptions(chosen, m_session);
    if (!options)
        return options.error();
    if (!m_suspects->isChecked())
        options->hypotheses.clear();
    return exportTimeline(m_session.contents().timeline, *options);
}

void ExportDialog::refresh()
{
    const bool isJson = m_format->currentData().toString() == QLatin1String("json");
    m_otherZones->setVisible(m_zones->currentIndex() == static_cast<int>(TimelineExportChoice::Zones::Others));
    m_columns->setEnabled(!isJson && !m_usual->isChecked());
    m_usual->setEnabled(!isJson);
    const QString format = m_format->currentData().toString();
    m_groups->setEnabled(format == QLatin1String("markdown") || format == QLatin1String("html"));
    m_suspects->setEnabled(!m_session.contents().hypotheses.empty() && (isJson || m_groups->isEnabled()));    // CSV and TSV are one table
    m_precision->setEnabled(!isJson);
    m_evidence->setEnabled(isJson || m_usual->isChecked());    // else it is one of the columns
    m_zones->setEnabled(!isJson);
    const auto text = exported();
    m_copy->setEnabled(static_cast<bool>(text));
    m_save->setEnabled(static_cast<bool>(text));
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, text ? m_theme.colors().muted : m_theme.colors().bad);
    m_problem->setPalette(palette);
    if (!text) {
        m_problem->setText(toQString(text.error().message()));
        return m_preview->clear();
    }
    const bool isCut = text->size() > longestPreview;
    m_problem->setText(isCut ? tr("The preview shows the beginning.")
                             : tr("%n entries", nullptr, static_cast<int>(m_session.contents().timeline.size())));
    m_preview->setPlainText(toQString(isCut ? std::string_view(*text).substr(0, longestPreview) : std::string_view(*text)));
}

void ExportDialog::moveColumn(int rows)
{
    const int from = m_columns->currentRow();
    const int to = from + rows;
    if (from < 0 || to < 0 || to >= m_columns->count())
        return;
    {
        const QSignalBlocker blocker(m_columns);
        m_columns->insertItem(to, m_columns->takeItem(from));
        m_columns->setCurrentRow(to);
    }
    refresh();
}

bool ExportDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_columns && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::AltModifier && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
            moveColumn(key->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void ExportDialog::remember()
{
    m_session.setExportChoice(choice());
}

void ExportDialog::copy()
{
    const auto text = exported();
    if (!text)
        return;
    remember();
    auto mime = timelineMime(m_session.contents().timeline, m_session);
    mime->setText(toQString(*text));
    QGuiApplication::clipboard()->setMimeData(mime.release());
    accept();
}

void ExportDialog::save()
{
    const auto format = std::find_if(formats.begin(), formats.end(), [this](const FormatChoice& one) {
        return m_format->currentData().toString() == QLatin1String(one.name);
    });
    const QString suffix = QLatin1String(format->suffix);
    const QString path = chooseFileToSave(this, tr("Save Timeline"), offeredFile(m_session, suffix),
                                          tr("%1 (*.%2)").arg(m_format->currentText(), suffix));
    if (path.isEmpty())
        return;
    const Result<void> saved = saveTo(path);
    if (saved)
        return accept();
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, m_theme.colors().bad);
    m_problem->setPalette(palette);
    m_problem->setText(toQString(saved.error().message()));
}

Result<void> ExportDialog::saveTo(const QString& path)
{
    const auto text = exported();
    if (!text)
        return text.error();
    remember();
    return replaceFile(toStd(path), *text);
}

}    // namespace faultline
