<?php
// Une petite partie de WordPress, refaite pour les exercices : les crochets, la boucle, le choix du modèle, les codes
// courts, les droits et les nonces. Les fonctions portent les noms de WordPress et répondent comme lui dans ce qui est
// exercé ici. Le reste n'y est pas : ni médias, ni éditeur, ni vraie connexion.

define('ABSPATH', __DIR__ . '/');

// ---- crochets ----------------------------------------------------------------------------------
$wp_filter = [];

function add_filter($crochet, $rappel, $priorite = 10, $arguments = 1)
{
    $GLOBALS['wp_filter'][$crochet][$priorite][] = [$rappel, $arguments];
    return true;
}

function add_action($crochet, $rappel, $priorite = 10, $arguments = 1)
{
    return add_filter($crochet, $rappel, $priorite, $arguments);
}

function remove_filter($crochet, $rappel, $priorite = 10)
{
    foreach ($GLOBALS['wp_filter'][$crochet][$priorite] ?? [] as $rang => [$autre]) {
        if ($autre === $rappel) {
            unset($GLOBALS['wp_filter'][$crochet][$priorite][$rang]);
            return true;
        }
    }
    return false;
}

function remove_action($crochet, $rappel, $priorite = 10)
{
    return remove_filter($crochet, $rappel, $priorite);
}

function apply_filters($crochet, $valeur, ...$autres)
{
    $rangs = $GLOBALS['wp_filter'][$crochet] ?? [];
    ksort($rangs);
    foreach ($rangs as $rappels) {
        foreach ($rappels as [$rappel, $arguments]) {
            $valeur = $rappel(...array_slice([$valeur, ...$autres], 0, $arguments));
        }
    }
    return $valeur;
}

function do_action($crochet, ...$arguments)
{
    $rangs = $GLOBALS['wp_filter'][$crochet] ?? [];
    ksort($rangs);
    foreach ($rangs as $rappels) {
        foreach ($rappels as [$rappel, $combien]) {
            $rappel(...array_slice($arguments ?: [''], 0, $combien));
        }
    }
}

function has_filter($crochet)
{
    return !empty($GLOBALS['wp_filter'][$crochet]);
}

function has_action($crochet)
{
    return has_filter($crochet);
}

// ---- protéger et nettoyer ----------------------------------------------------------------------
function esc_html($texte)
{
    return htmlspecialchars((string) $texte, ENT_QUOTES, 'UTF-8', false);
}

function esc_attr($texte)
{
    return esc_html($texte);
}

function esc_textarea($texte)
{
    return htmlspecialchars((string) $texte, ENT_QUOTES, 'UTF-8');
}

function esc_url($adresse)
{
    $adresse = trim((string) $adresse);
    if (preg_match('/^\s*([a-z][a-z0-9+.-]*):/i', $adresse, $trouve)
        && !in_array(strtolower($trouve[1]), ['http', 'https', 'mailto', 'tel'], true)) {
        return '';
    }
    return esc_html(str_replace(["\r", "\n", '<', '>', '"'], '', $adresse));
}

function wp_strip_all_tags($texte)
{
    return trim(strip_tags(preg_replace('/<(script|style)\b.*?<\/\1\s*>/is', '', (string) $texte)));
}

function sanitize_text_field($texte)
{
    return trim(preg_replace('/\s+/u', ' ', wp_strip_all_tags($texte)) ?? '');
}

function sanitize_textarea_field($texte)
{
    return wp_strip_all_tags($texte);
}

function sanitize_email($texte)
{
    $texte = trim((string) $texte);
    return filter_var($texte, FILTER_VALIDATE_EMAIL) ? $texte : '';
}

function is_email($texte)
{
    return filter_var($texte, FILTER_VALIDATE_EMAIL) ?: false;
}

function sanitize_key($texte)
{
    return preg_replace('/[^a-z0-9_\-]/', '', strtolower((string) $texte));
}

function absint($valeur)
{
    return abs((int) $valeur);
}

function wp_unslash($valeur)
{
    return is_array($valeur) ? array_map('wp_unslash', $valeur) : stripslashes((string) $valeur);
}

function __($texte, $domaine = 'default')
{
    return $texte;
}

function _e($texte, $domaine = 'default')
{
    echo $texte;
}

function esc_html__($texte, $domaine = 'default')
{
    return esc_html($texte);
}

function esc_html_e($texte, $domaine = 'default')
{
    echo esc_html($texte);
}

function esc_attr_e($texte, $domaine = 'default')
{
    echo esc_attr($texte);
}

function esc_attr__($texte, $domaine = 'default')
{
    return esc_attr($texte);
}

function wpautop($texte)
{
    $morceaux = preg_split('/\n\s*\n/', trim((string) $texte));
    return implode("\n", array_map(fn ($un) => preg_match('/^<(p|ul|ol|h\d|div|form|table|figure|section)\b/', $un) ? $un : "<p>$un</p>", $morceaux));
}

// ---- la base -----------------------------------------------------------------------------------
final class wpdb
{
    public string $prefix = 'wp_';
    public string $posts = 'wp_posts';
    public string $postmeta = 'wp_postmeta';
    public string $options = 'wp_options';
    public int $insert_id = 0;
    private PDO $base;

    public function __construct()
    {
        $this->base = new PDO('sqlite:' . ABSPATH . 'database.sqlite');
    }

    public function prepare($requete, ...$valeurs)
    {
        $valeurs = count($valeurs) === 1 && is_array($valeurs[0]) ? $valeurs[0] : $valeurs;
        return preg_replace_callback('/%%|%[sdf]/', function ($trouve) use (&$valeurs) {
            return match ($trouve[0]) {
                '%%' => '%',
                '%d' => (string) (int) array_shift($valeurs),
                '%f' => (string) (float) array_shift($valeurs),
                default => $this->base->quote((string) array_shift($valeurs)),
            };
        }, $requete);
    }

    public function esc_like($texte)
    {
        return addcslashes($texte, '_%\\');
    }

    public function get_results($requete)
    {
        return $this->base->query($requete)->fetchAll(PDO::FETCH_OBJ);
    }

    public function get_row($requete)
    {
        return $this->get_results($requete)[0] ?? null;
    }

    public function get_var($requete)
    {
        $valeur = $this->base->query($requete)->fetchColumn();
        return $valeur === false ? null : (string) $valeur;
    }

    public function get_col($requete)
    {
        return $this->base->query($requete)->fetchAll(PDO::FETCH_COLUMN);
    }

    public function query($requete)
    {
        return $this->base->exec($requete);
    }

    public function insert($table, $donnees, $formats = null)
    {
        $trous = implode(', ', array_fill(0, count($donnees), '?'));
        $requete = $this->base->prepare("INSERT INTO $table (" . implode(', ', array_keys($donnees)) . ") VALUES ($trous)");
        $fait = $requete->execute(array_values($donnees));
        $this->insert_id = (int) $this->base->lastInsertId();
        return $fait ? 1 : false;
    }

    public function update($table, $donnees, $ou, $formats = null, $formats_ou = null)
    {
        $changes = implode(', ', array_map(fn ($nom) => "$nom = ?", array_keys($donnees)));
        $conditions = implode(' AND ', array_map(fn ($nom) => "$nom = ?", array_keys($ou)));
        $requete = $this->base->prepare("UPDATE $table SET $changes WHERE $conditions");
        $requete->execute([...array_values($donnees), ...array_values($ou)]);
        return $requete->rowCount();
    }

    public function delete($table, $ou, $formats = null)
    {
        $conditions = implode(' AND ', array_map(fn ($nom) => "$nom = ?", array_keys($ou)));
        $requete = $this->base->prepare("DELETE FROM $table WHERE $conditions");
        $requete->execute(array_values($ou));
        return $requete->rowCount();
    }
}

$wpdb = new wpdb();

function get_option($nom, $defaut = false)
{
    global $wpdb;
    $valeur = $wpdb->get_var($wpdb->prepare("SELECT option_value FROM $wpdb->options WHERE option_name = %s", $nom));
    return $valeur === null ? $defaut : $valeur;
}

function update_option($nom, $valeur)
{
    global $wpdb;
    $wpdb->delete($wpdb->options, ['option_name' => $nom]);
    return (bool) $wpdb->insert($wpdb->options, ['option_name' => $nom, 'option_value' => (string) $valeur]);
}

function add_option($nom, $valeur = '')
{
    return get_option($nom, null) === null && update_option($nom, $valeur);
}

function delete_option($nom)
{
    global $wpdb;
    return $wpdb->delete($wpdb->options, ['option_name' => $nom]) > 0;
}

function get_post_meta($numero, $cle = '', $une = false)
{
    global $wpdb;
    $valeurs = $wpdb->get_col($wpdb->prepare("SELECT meta_value FROM $wpdb->postmeta WHERE post_id = %d AND meta_key = %s ORDER BY meta_id", $numero, $cle));
    return $une ? ($valeurs[0] ?? '') : $valeurs;
}

function update_post_meta($numero, $cle, $valeur)
{
    global $wpdb;
    $wpdb->delete($wpdb->postmeta, ['post_id' => $numero, 'meta_key' => $cle]);
    return (bool) $wpdb->insert($wpdb->postmeta, ['post_id' => $numero, 'meta_key' => $cle, 'meta_value' => (string) $valeur]);
}

function add_post_meta($numero, $cle, $valeur)
{
    global $wpdb;
    return (bool) $wpdb->insert($wpdb->postmeta, ['post_id' => $numero, 'meta_key' => $cle, 'meta_value' => (string) $valeur]);
}

function wp_insert_post($donnees)
{
    global $wpdb;
    $donnees += ['post_type' => 'post', 'post_status' => 'draft', 'post_title' => '', 'post_content' => '', 'post_excerpt' => '', 'post_date' => '2026-03-02 10:00:00'];
    $metas = $donnees['meta_input'] ?? [];
    unset($donnees['meta_input']);
    $wpdb->insert($wpdb->posts, $donnees);
    $numero = $wpdb->insert_id;
    foreach ($metas as $cle => $valeur) {
        add_post_meta($numero, $cle, $valeur);
    }
    return $numero;
}

// ---- les contenus ------------------------------------------------------------------------------
$wp_post_types = ['post' => ['public' => true], 'page' => ['public' => true]];

function register_post_type($nom, $reglages = [])
{
    $GLOBALS['wp_post_types'][$nom] = $reglages + ['public' => false, 'has_archive' => false];
}

function post_type_exists($nom)
{
    return isset($GLOBALS['wp_post_types'][$nom]);
}

final class WP_Query
{
    public array $posts = [];
    public ?object $post = null;
    public int $found_posts = 0;
    private int $rang = -1;

    public function __construct(public array $query_vars = [])
    {
        if (func_num_args()) {
            $this->chercher();
        }
    }

    public function get($nom, $defaut = '')
    {
        return $this->query_vars[$nom] ?? $defaut;
    }

    public function set($nom, $valeur)
    {
        $this->query_vars[$nom] = $valeur;
    }

    public function is_main_query()
    {
        return $this === ($GLOBALS['wp_the_query'] ?? null);
    }

    public function is_home()
    {
        return $this->is_main_query() && is_home();
    }

    public function chercher()
    {
        global $wpdb;
        do_action('pre_get_posts', $this);
        $vars = $this->query_vars + ['post_type' => 'post', 'post_status' => 'publish', 'posts_per_page' => 10, 'orderby' => 'date', 'order' => 'DESC'];
        $ou = [];
        if ($vars['post_type'] !== 'any') {
            $types = array_map(fn ($un) => $wpdb->prepare('%s', $un), (array) $vars['post_type']);
            $ou[] = 'p.post_type IN (' . implode(', ', $types) . ')';
        }
        $ou[] = $wpdb->prepare('p.post_status = %s', $vars['post_status']);
        if (isset($vars['p'])) {
            $ou[] = $wpdb->prepare('p.ID = %d', $vars['p']);
        }
        if (isset($vars['s'])) {
            $mot = '%' . $vars['s'] . '%';
            $ou[] = $wpdb->prepare('(p.post_title LIKE %s OR p.post_content LIKE %s)', $mot, $mot);
        }
        $jointure = '';
        if (isset($vars['meta_key'])) {
            $jointure = $wpdb->prepare("JOIN $wpdb->postmeta AS m ON m.post_id = p.ID AND m.meta_key = %s", $vars['meta_key']);
            if (isset($vars['meta_value'])) {
                $signe = in_array($vars['meta_compare'] ?? '=', ['=', '!=', '>', '>=', '<', '<='], true) ? ($vars['meta_compare'] ?? '=') : '=';
                $ou[] = $wpdb->prepare("m.meta_value $signe %s", $vars['meta_value']);
            }
        }
        $colonne = ['date' => 'p.post_date', 'title' => 'p.post_title', 'ID' => 'p.ID', 'meta_value' => 'm.meta_value', 'meta_value_num' => 'CAST(m.meta_value AS REAL)'][$vars['orderby']] ?? 'p.post_date';
        $sens = strtoupper($vars['order']) === 'ASC' ? 'ASC' : 'DESC';
        $tout = $wpdb->get_results("SELECT p.* FROM $wpdb->posts AS p $jointure WHERE " . implode(' AND ', $ou) . " ORDER BY $colonne $sens, p.ID $sens");
        $this->found_posts = count($tout);
        $combien = (int) $vars['posts_per_page'];
        $this->posts = $combien < 0 ? $tout : array_slice($tout, 0, $combien);
        $this->rang = -1;
    }

    public function have_posts()
    {
        if ($this->rang + 1 < count($this->posts)) {
            return true;
        }
        $this->rang = -1;
        return false;
    }

    public function the_post()
    {
        $this->rang += 1;
        $this->post = $this->posts[$this->rang];
        $GLOBALS['post'] = $this->post;
    }

    public function rewind_posts()
    {
        $this->rang = -1;
    }
}

function get_posts($vars = [])
{
    if (isset($vars['numberposts'])) {
        $vars['posts_per_page'] = $vars['numberposts'];
    }
    return (new WP_Query($vars + ['posts_per_page' => 5]))->posts;
}

function have_posts()
{
    return $GLOBALS['wp_query']->have_posts();
}

function the_post()
{
    $GLOBALS['wp_query']->the_post();
}

function wp_reset_postdata()
{
    $GLOBALS['post'] = $GLOBALS['wp_query']->post;
}

function get_post($numero = null)
{
    global $wpdb, $post;
    if ($numero === null) {
        return $post;
    }
    return is_object($numero) ? $numero : $wpdb->get_row($wpdb->prepare("SELECT * FROM $wpdb->posts WHERE ID = %d", $numero));
}

function get_the_ID()
{
    return isset($GLOBALS['post']) ? (int) $GLOBALS['post']->ID : false;
}

function the_ID()
{
    echo get_the_ID();
}

function get_post_type($numero = null)
{
    return get_post($numero)->post_type ?? false;
}

function get_the_title($numero = null)
{
    $un = get_post($numero);
    return $un ? apply_filters('the_title', $un->post_title, (int) $un->ID) : '';
}

function the_title($avant = '', $apres = '')
{
    echo $avant . get_the_title() . $apres;
}

function the_title_attribute()
{
    echo esc_attr(strip_tags(get_the_title()));
}

function get_the_content()
{
    return get_post()->post_content ?? '';
}

function the_content()
{
    echo apply_filters('the_content', get_the_content());
}

function get_the_excerpt($numero = null)
{
    $un = get_post($numero);
    $texte = $un->post_excerpt ?? '';
    if ($texte === '') {
        $mots = preg_split('/\s+/', wp_strip_all_tags(strip_shortcodes($un->post_content ?? '')), -1, PREG_SPLIT_NO_EMPTY);
        $longueur = (int) apply_filters('excerpt_length', 55);
        $texte = implode(' ', array_slice($mots, 0, $longueur));
        if (count($mots) > $longueur) {
            $texte .= apply_filters('excerpt_more', ' [&hellip;]');
        }
    }
    return apply_filters('get_the_excerpt', $texte, $un);
}

function the_excerpt()
{
    echo wpautop(get_the_excerpt());
}

function get_permalink($numero = null)
{
    $un = get_post($numero);
    return home_url($un->post_type === 'page' ? '/?page_id=' . $un->ID : '/?p=' . $un->ID);
}

function the_permalink()
{
    echo esc_url(get_permalink());
}

function get_the_date($format = 'd/m/Y', $numero = null)
{
    return date($format ?: 'd/m/Y', strtotime(get_post($numero)->post_date));
}

function the_date($format = 'd/m/Y')
{
    echo get_the_date($format);
}

function get_post_type_archive_link($nom)
{
    return home_url('/?post_type=' . $nom);
}

// ---- où l'on est -------------------------------------------------------------------------------
$wp_ou = 'home';

function is_home()
{
    return $GLOBALS['wp_ou'] === 'home';
}

function is_front_page()
{
    return is_home();
}

function is_single()
{
    return $GLOBALS['wp_ou'] === 'single';
}

function is_page()
{
    return $GLOBALS['wp_ou'] === 'page';
}

function is_singular($type = '')
{
    return (is_single() || is_page()) && ($type === '' || get_post_type() === $type);
}

function is_search()
{
    return $GLOBALS['wp_ou'] === 'search';
}

function is_404()
{
    return $GLOBALS['wp_ou'] === '404';
}

function is_post_type_archive($type = '')
{
    return $GLOBALS['wp_ou'] === 'archive' && ($type === '' || ($_GET['post_type'] ?? '') === $type);
}

function is_main_query()
{
    return true;
}

function in_the_loop()
{
    return isset($GLOBALS['post']);
}

function is_admin()
{
    return false;
}

function get_search_query()
{
    return esc_attr(wp_unslash($_GET['s'] ?? ''));
}

function get_search_form()
{
    echo '<form role="search" action="' . esc_url(home_url('/')) . '"><label>Chercher <input name="s" value="' . get_search_query() . '"></label><button>Chercher</button></form>';
}

// ---- le thème ----------------------------------------------------------------------------------
$wp_supports = $wp_styles = $wp_scripts = $wp_menus = [];

function add_theme_support($nom, ...$reste)
{
    $GLOBALS['wp_supports'][$nom] = true;
}

function current_theme_supports($nom)
{
    return isset($GLOBALS['wp_supports'][$nom]);
}

function register_nav_menus($menus)
{
    $GLOBALS['wp_menus'] = $menus + $GLOBALS['wp_menus'];
}

function register_nav_menu($place, $titre)
{
    register_nav_menus([$place => $titre]);
}

function wp_nav_menu($reglages = [])
{
    $place = $reglages['theme_location'] ?? '';
    if (!isset($GLOBALS['wp_menus'][$place])) {
        return;
    }
    echo '<ul class="' . esc_attr($reglages['menu_class'] ?? 'menu') . '"><li><a href="' . esc_url(home_url('/')) . '">Accueil</a></li>';
    foreach ((new WP_Query(['post_type' => 'page', 'posts_per_page' => -1, 'orderby' => 'ID', 'order' => 'ASC']))->posts as $page) {
        echo '<li><a href="' . esc_url(get_permalink($page)) . '">' . esc_html($page->post_title) . '</a></li>';
    }
    echo '</ul>';
}

function home_url($chemin = '')
{
    return $chemin === '' ? '/' : $chemin;
}

function get_bloginfo($quoi = 'name')
{
    return match ($quoi) {
        'description' => get_option('blogdescription', ''),
        'charset' => 'UTF-8',
        'language' => 'fr-FR',
        default => get_option('blogname', 'Mon site'),
    };
}

function bloginfo($quoi = 'name')
{
    echo esc_html(get_bloginfo($quoi));
}

function language_attributes()
{
    echo 'lang="fr-FR"';
}

function get_template_directory()
{
    return ABSPATH . 'theme';
}

function get_template_directory_uri()
{
    return '/theme';
}

function get_theme_file_uri($fichier = '')
{
    return '/theme/' . ltrim($fichier, '/');
}

function get_stylesheet_uri()
{
    return '/theme/style.css';
}

function wp_enqueue_style($nom, $adresse = '', $avant = [], $version = false)
{
    $GLOBALS['wp_styles'][$nom] = $adresse . ($version ? '?ver=' . $version : '');
}

function wp_enqueue_script($nom, $adresse = '', $avant = [], $version = false, $reglages = false)
{
    $GLOBALS['wp_scripts'][$nom] = $adresse . ($version ? '?ver=' . $version : '');
}

function wp_head()
{
    do_action('wp_enqueue_scripts');
    if (current_theme_supports('title-tag')) {
        $titre = is_singular() && get_post() ? strip_tags(get_the_title()) . ' – ' : '';
        echo '<title>' . esc_html($titre . get_bloginfo('name')) . "</title>\n";
    }
    foreach ($GLOBALS['wp_styles'] as $nom => $adresse) {
        echo '<link rel="stylesheet" id="' . esc_attr($nom) . '-css" href="' . esc_url($adresse) . "\">\n";
    }
    do_action('wp_head');
}

function wp_footer()
{
    do_action('wp_footer');
    foreach ($GLOBALS['wp_scripts'] as $nom => $adresse) {
        echo '<script id="' . esc_attr($nom) . '-js" src="' . esc_url($adresse) . "\"></script>\n";
    }
}

function wp_body_open()
{
    do_action('wp_body_open');
}

function body_class($classes = '')
{
    echo 'class="' . esc_attr(trim($GLOBALS['wp_ou'] . ' ' . implode(' ', (array) $classes))) . '"';
}

function post_class($classes = '')
{
    echo 'class="' . esc_attr(trim('post-' . get_the_ID() . ' ' . get_post_type() . ' ' . implode(' ', (array) $classes))) . '"';
}

function locate_template($noms)
{
    foreach ((array) $noms as $nom) {
        if (is_file(get_template_directory() . '/' . $nom)) {
            return get_template_directory() . '/' . $nom;
        }
    }
    return '';
}

function load_template($fichier, $donnees = [])
{
    global $post, $wp_query, $wpdb;
    $args = $donnees;
    require $fichier;
}

function get_header($nom = null)
{
    $fichier = locate_template(array_filter([$nom ? "header-$nom.php" : null, 'header.php']));
    $fichier && load_template($fichier);
}

function get_footer($nom = null)
{
    $fichier = locate_template(array_filter([$nom ? "footer-$nom.php" : null, 'footer.php']));
    $fichier && load_template($fichier);
}

function get_template_part($morceau, $nom = null, $donnees = [])
{
    $fichier = locate_template(array_filter([$nom ? "$morceau-$nom.php" : null, "$morceau.php"]));
    $fichier && load_template($fichier, $donnees);
    return $fichier ? null : false;
}

// ---- codes courts ------------------------------------------------------------------------------
$wp_codes = [];

function add_shortcode($nom, $rappel)
{
    $GLOBALS['wp_codes'][$nom] = $rappel;
}

function shortcode_exists($nom)
{
    return isset($GLOBALS['wp_codes'][$nom]);
}

function shortcode_atts($paires, $recus, $nom = '')
{
    $rendus = [];
    foreach ($paires as $cle => $defaut) {
        $rendus[$cle] = is_array($recus) && array_key_exists($cle, $recus) ? $recus[$cle] : $defaut;
    }
    return $rendus;
}

function do_shortcode($texte)
{
    return preg_replace_callback('/\[(\w[\w-]*)((?:\s+[^\]]*)?)\](?:(.*?)\[\/\1\])?/s', function ($trouve) {
        if (!shortcode_exists($trouve[1])) {
            return $trouve[0];
        }
        preg_match_all('/([\w-]+)\s*=\s*"([^"]*)"|([\w-]+)\s*=\s*\'([^\']*)\'|([\w-]+)\s*=\s*([^\s"\']+)/', $trouve[2], $paires, PREG_SET_ORDER);
        $recus = [];
        foreach ($paires as $une) {
            $une = array_values(array_filter(array_slice($une, 1), fn ($un) => $un !== ''));
            $recus[strtolower($une[0])] = $une[1] ?? '';
        }
        return $GLOBALS['wp_codes'][$trouve[1]]($recus ?: '', $trouve[3] ?? '', $trouve[1]);
    }, $texte);
}

function strip_shortcodes($texte)
{
    return preg_replace('/\[\/?\w[^\]]*\]/', '', $texte);
}

add_filter('the_content', 'wpautop');
add_filter('the_content', 'do_shortcode', 11);

// ---- les personnes et leurs droits -------------------------------------------------------------
// Dans la boîte, /?entrer=awa connecte Awa, qui gère le site ; /?entrer=nils connecte Nils, abonné.
session_start();
const WP_PERSONNES = [
    'awa' => [1, ['read', 'edit_posts', 'publish_posts', 'manage_options']],
    'lucie' => [2, ['read', 'edit_posts', 'publish_posts']],
    'nils' => [3, ['read']],
];

function is_user_logged_in()
{
    return isset($_SESSION['personne']);
}

function get_current_user_id()
{
    return WP_PERSONNES[$_SESSION['personne'] ?? ''][0] ?? 0;
}

function current_user_can($droit, ...$reste)
{
    return in_array($droit, WP_PERSONNES[$_SESSION['personne'] ?? ''][1] ?? [], true);
}

function wp_create_nonce($geste = -1)
{
    $_SESSION['sel'] ??= bin2hex(random_bytes(16));
    return substr(hash_hmac('sha256', $geste . '|' . get_current_user_id(), $_SESSION['sel']), 0, 10);
}

function wp_verify_nonce($jeton, $geste = -1)
{
    return hash_equals(wp_create_nonce($geste), (string) $jeton) ? 1 : false;
}

function wp_nonce_field($geste = -1, $nom = '_wpnonce', $origine = true, $afficher = true)
{
    $champ = '<input type="hidden" name="' . esc_attr($nom) . '" value="' . wp_create_nonce($geste) . '">';
    if ($afficher) {
        echo $champ;
    }
    return $champ;
}

function check_admin_referer($geste = -1, $nom = '_wpnonce')
{
    if (!wp_verify_nonce($_REQUEST[$nom] ?? '', $geste)) {
        wp_die('Le lien que vous avez suivi a expiré.', '', ['response' => 403]);
    }
    return 1;
}

function wp_die($message = '', $titre = '', $reglages = [])
{
    http_response_code(is_array($reglages) ? ($reglages['response'] ?? 500) : 500);
    exit('<!doctype html><html lang="fr"><title>WordPress</title><p>' . $message . '</p></html>');
}

function admin_url($chemin = '')
{
    return '/' . $chemin;
}

function add_query_arg($nom, $valeur, $adresse)
{
    return $adresse . (str_contains($adresse, '?') ? '&' : '?') . urlencode($nom) . '=' . urlencode($valeur);
}

function wp_redirect($adresse, $code = 302)
{
    header('Location: ' . $adresse, true, $code);
    return true;
}

function wp_safe_redirect($adresse, $code = 302)
{
    return wp_redirect(str_starts_with($adresse, '/') && !str_starts_with($adresse, '//') ? $adresse : '/', $code);
}

// ---- les extensions ----------------------------------------------------------------------------
function register_activation_hook($fichier, $rappel)
{
    add_action('activer', $rappel);
}

function register_deactivation_hook($fichier, $rappel)
{
    add_action('desactiver', $rappel);
}

function plugin_dir_path($fichier)
{
    return dirname($fichier) . '/';
}

function plugins_url($chemin = '', $fichier = '')
{
    return '/extension/' . $chemin;
}

// ---- répondre ----------------------------------------------------------------------------------
function wp_demarrer()
{
    // Comme WordPress, qui ajoute une barre oblique devant chaque apostrophe reçue.
    foreach (['_GET', '_POST', '_REQUEST'] as $nom) {
        array_walk_recursive($GLOBALS[$nom], function (&$valeur) {
            $valeur = addslashes($valeur);
        });
    }
    if (isset($_GET['entrer'], WP_PERSONNES[$_GET['entrer']])) {
        $_SESSION['personne'] = $_GET['entrer'];
    }
    foreach (glob(ABSPATH . 'extension/*.php') as $extension) {
        require_once $extension;
    }
    if (!get_option('extensions_actives')) {
        update_option('extensions_actives', '1');
        do_action('activer');
    }
    if (is_file(get_template_directory() . '/functions.php')) {
        require_once get_template_directory() . '/functions.php';
    }
    do_action('after_setup_theme');
    do_action('init');
}

/** La page que WordPress choisirait, parmi les modèles du thème. */
function wp_repondre()
{
    wp_demarrer();
    $GLOBALS['wp_the_query'] = $GLOBALS['wp_query'] = new WP_Query();
    $modeles = wp_modeles($GLOBALS['wp_query']);
    if ($GLOBALS['wp_ou'] === '404') {
        http_response_code(404);
    }
    do_action('template_redirect');
    $fichier = apply_filters('template_include', locate_template($modeles));
    if ($fichier === '') {
        wp_die('Le thème n’a pas de modèle : il manque theme/index.php.');
    }
    load_template($fichier);
}

function wp_modeles(WP_Query $requete)
{
    global $wp_ou, $wp_post_types;
    $numero = (int) ($_GET['p'] ?? $_GET['page_id'] ?? 0);
    $type = $_GET['post_type'] ?? '';
    if ($numero) {
        $publics = array_keys(array_filter($wp_post_types, fn ($un) => $un['public'] ?? false));
        $requete->query_vars = ['p' => $numero, 'post_type' => $publics];
        $wp_ou = 'single';
    } elseif (isset($_GET['s'])) {
        $requete->query_vars = ['s' => wp_unslash($_GET['s']), 'post_type' => ['post', 'page']];
        $wp_ou = 'search';
    } elseif ($type !== '') {
        $requete->query_vars = ['post_type' => $type];
        $wp_ou = ($wp_post_types[$type]['has_archive'] ?? false) ? 'archive' : '404';
    }
    $requete->chercher();
    if ($wp_ou === 'single' && $requete->posts === []) {
        $wp_ou = '404';
    } elseif ($wp_ou === 'single') {
        $GLOBALS['post'] = $requete->post = $requete->posts[0];
        $wp_ou = $requete->post->post_type === 'page' ? 'page' : 'single';
    }
    if ($wp_ou === '404') {
        $requete->posts = [];
    }
    return match ($wp_ou) {
        '404' => ['404.php', 'index.php'],
        'search' => ['search.php', 'index.php'],
        'archive' => ["archive-$type.php", 'archive.php', 'index.php'],
        'single' => ['single-' . $requete->post->post_type . '.php', 'single.php', 'singular.php', 'index.php'],
        'page' => ['page-' . $requete->post->ID . '.php', 'page.php', 'singular.php', 'index.php'],
        default => ['front-page.php', 'home.php', 'index.php'],
    };
}

/** admin-post.php : l'action du formulaire choisit le crochet. */
function wp_recevoir()
{
    wp_demarrer();
    $action = sanitize_key($_REQUEST['action'] ?? '');
    $crochet = (is_user_logged_in() ? 'admin_post_' : 'admin_post_nopriv_') . $action;
    if ($action === '' || !has_action($crochet)) {
        http_response_code(400);
        exit;
    }
    do_action($crochet);
}
