/*{
  "name": "beauty",
  "about": "Softens skin and nothing else: a guided filter (He et al. 2010) with the picture as its own guide, so edges stay, and some of the grain comes back.",
  "kind": "area",
  "passes": [
    {"scale": 0.25, "format": "half"},
    {"scale": 0.25},
    {"scale": 1.0}
  ],
  "params": {
    "smooth": {"default": 0.6, "min": 0.0, "max": 1.0, "about": "0 changes nothing, 1 porcelain"},
    "even":   {"default": 0.4, "min": 0.0, "max": 1.0, "about": "how far blotches of colour are evened out"},
    "glow":   {"default": 0.25, "min": 0.0, "max": 1.0, "about": "light on the skin; 0 none"}
  }
}*/
const vec3 beauty_luma = vec3(0.299, 0.587, 0.114);
const vec3 beauty_blue = vec3(-0.168736, -0.331264, 0.5);    // Cb and Cr of JFIF, less a half
const vec3 beauty_red = vec3(0.5, -0.418688, -0.081312);
const vec2 beauty_skin = vec2(-0.085, 0.085);     // where skin of every colour lies in them, and how far it spreads
const vec2 beauty_spread = vec2(0.085, 0.075);
const float beauty_edge = 0.0045;    // variance of luma from which a place is an edge, at full strength
const float beauty_apart = 1.6;      // texels between the taps of the window
const float beauty_grain = 0.15;     // share of the grain that stays at full strength

// Mean colour of 4x4 pixels, and of luma squared; four taps, each between four of them.
vec4 beauty_moments(vec2 uv) {
  vec4 sum = vec4(0.0);
  vec2 quarter = 0.25 / u_size;
  for (int tap = 0; tap < 4; tap++) {
    vec2 at = uv + quarter * vec2(float(tap & 1) * 2.0 - 1.0, float(tap >> 1) * 2.0 - 1.0);
    vec3 rgb = texture(u_picture, at).rgb;
    float luma = dot(beauty_luma, rgb);
    sum += vec4(rgb, luma * luma);
  }
  return 0.25 * sum;
}

// Mean colour of the window, and how much of the picture's own detail is kept there: 0 none, 1 all.
vec4 beauty_fit(sampler2D image, vec2 uv) {
  vec2 apart = beauty_apart / u_size;
  vec4 sum = vec4(0.0);
  for (int y = -1; y <= 1; y++) {
    for (int x = -1; x <= 1; x++) sum += texture(image, uv + vec2(x, y) * apart);
  }
  sum /= 9.0;
  float luma = dot(beauty_luma, sum.rgb);
  float variance = max(sum.a - luma * luma, 0.0);
  return vec4(sum.rgb, variance / (variance + beauty_edge * beauty_smooth * beauty_smooth + 0.00001));
}

float beauty_is_skin(vec3 rgb) {
  vec2 away = (vec2(dot(beauty_blue, rgb), dot(beauty_red, rgb)) - beauty_skin) / beauty_spread;
  float bright = dot(beauty_luma, rgb);
  return (1.0 - smoothstep(0.55, 1.15, length(away))) * smoothstep(0.06, 0.18, bright);
}

vec4 beauty(sampler2D image, vec2 uv) {
  if (u_pass == 0) return beauty_moments(uv);
  if (u_pass == 1) return beauty_fit(image, uv);
  vec4 picture = texture(u_picture, uv);
  if (picture.a <= 0.0 || beauty_smooth <= 0.0) return picture;
  vec4 near = texture(image, uv);
  float skin = beauty_is_skin(near.rgb) * picture.a;
  if (skin <= 0.0) return picture;
  float keep = mix(near.a, 1.0, mix(1.0, beauty_grain, min(beauty_smooth * 1.5, 1.0)));
  vec3 detail = picture.rgb - near.rgb;
  float light = dot(beauty_luma, detail);
  // Colour is evened further than light: blotches go, shape stays.
  vec3 soft = near.rgb + light * keep + (detail - light) * keep * (1.0 - 0.6 * beauty_even * beauty_smooth);
  vec3 lit = 1.0 - (1.0 - soft) * (1.0 - 0.22 * beauty_glow * beauty_smooth * soft);
  return vec4(mix(picture.rgb, lit, skin), picture.a);
}
